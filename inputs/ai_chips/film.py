"""What a few Japanese makers sell to everybody: build-up film, low-expansion cloth, mask blanks, photoresist.

Their money is small and their shares are near the whole world's, so what matters here is who else there is:
each has a second source that must be qualified first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_risk as risk
from inputs.ai_chips.lanes import LOGIC
from inputs.ai_chips.rows import Figure, Source, assumed
from inputs.ai_chips.ways import lanes

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

BOARDS: Final = ("Ogaki", "Taoyuan", "Penang", "Peoria")
AMERICAN: Final = ("Phoenix", "Chandler", "Taylor", "New Albany", "Boise")
CRATE: Final = assumed("air freight, below 1% of the value; three tenths of it at home", "medium")
TEST: Final = assumed("a year of samples and audits at three customers; no figures are public")
PRICE: Final = assumed("about a tenth of a large substrate's price for the film and a twentieth for the cloth", "medium")
CLOTH: Final = "cloth for thousand substrates"
FILM: Final = "film for thousand substrates"


def fill(book: Workbook) -> None:
    """Add the materials, who sells them, who uses them and the ways between."""
    _places(book)
    _materials(book)
    _offers(book)
    _second_sources(book)
    _ways(book)
    _stocks(book)


def _places(book: Workbook) -> None:
    for site, kind, latitude, longitude, note in (
        ("Kawasaki", "film", 35.5, 139.7, "Ajinomoto Fine-Techno, standing for Sekisui too"),
        ("Fukushima", "cloth and blanks", 37.8, 140.4, "Nittobo; AGC's mask blanks in Koriyama"),
    ):
        book.add("Sites", site, country="Japan", kind=kind, latitude=latitude, longitude=longitude, note=note, why=s.MAP)


def _materials(book: Workbook) -> None:
    worth = assumed("its price in Suppliers", "by definition")
    for name, unit, value, note in (
        ("build-up film", FILM, 0.015, "ABF, counted by the substrates that it is enough for"),
        ("low-expansion cloth", CLOTH, 0.008, "T-glass, counted by the substrates that it is enough for"),
        ("EUV mask blanks", "blanks", 0.08, "making the masks is inside each fab's cost"),
    ):
        book.add("Materials", name, unit=unit, family="fab supplies", value=value, why=worth, note=note)
    one = assumed("each is counted by the substrates that it is enough for", "by definition")
    for item in ("build-up film", "low-expansion cloth"):
        book.add("Recipes", "substrate making", "consumes", item, amount=1, why=one)
    book.add("Recipes", "leading-edge logic", "consumes", "EUV mask blanks", amount=2,
             why=assumed("20 to 25 EUV masks a product, replaced now and then, over 10 to 15 thousand wafers"))  # fmt: skip


def _offer(book: Workbook, who: str, site: str, material: str, price: float, most: float, why: Source,
           note: str, by: dict[int, float] | None = None, price_why: Source | None = None, **more: object) -> None:  # fmt: skip
    book.add("Suppliers", who, site, material, price=Figure(price, price_why or PRICE), maximum=most,
             by=by, why=why, note=note, **more)  # fmt: skip


def _offers(book: Workbook) -> None:
    _offer(book, "Ajinomoto", "Kawasaki", "build-up film", 0.015, 15000, risk.ABF,
           "about 95% of the world's; the amount for this chain is assumed, a third more by 2028",
           {2026: 9000, 2027: 11000})  # fmt: skip
    _offer(book, "Nittobo", "Fukushima", "low-expansion cloth", 0.008, 15000, risk.TGLASS,
           "three times the capacity of 2025 in 2027-28; that of 2025 is taken as enough for 5,000 (assumed)",
           {2026: 7000, 2027: 10000})  # fmt: skip
    blanks = assumed("Hoya and AGC make nearly all EUV blanks, some 60,000 to 100,000 USD each; amounts are assumed to be enough")
    for who, site, most, note in (
        ("AGC blanks", "Fukushima", 5000, "Koriyama"), ("Hoya blanks in Japan", "Fukushima", 5500, "Nagasaka, beside AGC here"),
        ("Hoya blanks in Singapore", "Tampines", 3500, "Singapore"),
    ):  # fmt: skip
        _offer(book, who, site, "EUV mask blanks", 0.08, most, blanks, note, price_why=blanks)
    resist = assumed("as in Isesaki", "medium")
    _offer(book, "JSR in Korea", "Pyeongtaek", "photoresist", 0.42, 200, risk.RESIST_KOREA,
           "metal oxide resist from the end of 2026; the amount is assumed", price_why=resist, from_=2027)  # fmt: skip
    _offer(book, "TOK in Korea", "Pyeongtaek", "photoresist", 0.42, 250, risk.RESIST_KOREA,
           "from 2030; the amount is assumed", price_why=resist, from_=2030)  # fmt: skip


def _second_sources(book: Workbook) -> None:
    dear = assumed("two to three times the leader's price while volumes are small")
    size = assumed("the first lines of newcomers: about a sixth of what is asked for")
    for who, site, material, price, most, by, needs in (
        ("Taiwan Glass cloth", "Taoyuan", "low-expansion cloth", 0.014, 1200, None, "Qualify a second low-expansion cloth"),
        ("US low-expansion cloth", "US industry", "low-expansion cloth", 0.024, 900, None, "Qualify a second low-expansion cloth"),
        ("US build-up film", "US industry", "build-up film", 0.035, 1200, None, "Qualify a second build-up film"),
        ("US photoresist", "US industry", "photoresist", 0.60, 120, {2027: 40}, "Qualify American photoresist"),
    ):  # fmt: skip
        _offer(book, who, site, material, price, most, size, "AGY, Thintronics, DuPont and Inpria stand behind such names",
               by, dear, needs=needs)  # fmt: skip
    for name, place, capital, lead in (
        ("Qualify a second low-expansion cloth", "Taiwan", 60, 2),
        ("Qualify a second build-up film", "United States", 120, 2),
        ("Qualify American photoresist", "United States", 150, 2),
    ):
        book.add("Projects", name, kind="qualification", place=place, fixed_capital=capital, lead_time=lead,
                 latest=Figure(2031, assumed("later starts serve too little of the horizon", "by definition")),
                 why=TEST, note="opens the offers that need it")  # fmt: skip


def _ways(book: Workbook) -> None:
    lanes(book, ("Kawasaki",), BOARDS, "build-up film", 0.0002, why=CRATE)
    lanes(book, ("Fukushima",), BOARDS, "low-expansion cloth", 0.0001, why=CRATE)
    lanes(book, ("Taoyuan",), ("Ogaki",), "low-expansion cloth", 0.0001, why=CRATE)
    lanes(book, ("US industry",), BOARDS, "build-up film; low-expansion cloth", 0.0002, why=CRATE)
    lanes(book, ("Fukushima", "Tampines"), LOGIC, "EUV mask blanks", 0.001, why=CRATE)
    lanes(book, ("Pyeongtaek",), ("Icheon", "Tainan", "Phoenix"), "photoresist", 0.02, why=CRATE)
    lanes(book, ("US industry",), AMERICAN, "photoresist", 0.02, why=CRATE)


def _stocks(book: Workbook) -> None:
    month = assumed("makers of boards keep about six weeks of cloth and film, more since cloth ran short in 2025")
    rent = assumed("2% of the value a year", "medium")
    for site, boards in (("Ogaki", 4600), ("Taoyuan", 2000)):
        for material, value in (("low-expansion cloth", 0.008), ("build-up film", 0.015)):
            book.add("Stockpiles", site, material, initial=round(boards * 45 / 365, 1), cover_days=45,
                     holding_cost=Figure(round(0.02 * value, 6), rent), why=month)  # fmt: skip
