"""How good the page is that was seen: A the body itself or specialist press, B a general site that names it, C a copy or a blog."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

SPECIALISTS: Final = frozenset({
    "trendforce.com", "argusmedia.com", "fastmarkets.com", "projectblue.com", "tomshardware.com", "oxfordeconomics.com",
    "techcentral.co.za", "bcg.com", "miningmagazine.com.au", "publicpower.org", "kpmg.com", "thompsonhinesmartrade.com",
    "japannews.yomiuri.co.jp", "datacenterdynamics.com", "ibiden.com", "spglobal.com", "ans.org", "usgs.gov", "evertiq.com",
    "nippon.com", "channelnewsasia.com", "reuters.com", "iea.org", "globenewswire.com",
})  # fmt: skip
GENERAL: Final = frozenset({
    "techsciresearch.com", "plantservices.com", "telecomlead.com", "electronicsforyou.biz", "hardwarebee.com", "gmteight.com",
    "datacentres.com", "ng.investing.com", "japan-forward.com", "defence-industry.eu", "rawmaterials.net", "eternal-element.com",
    "nai500.com", "cybernews.com", "miragenews.com", "jhgases.com.tw", "webull.com", "tellingthefuture.substack.com",
    "wiki.hearn.me", "smbom.com", "questmetals.com", "semiwiki.com", "epoch.ai", "longbridge.com",
})  # fmt: skip


def tier(link: str) -> str:
    """Return the tier of a page, by its host; a host that is not known is a copy until somebody says better."""
    host = urlsplit(link).netloc.removeprefix("www.")
    return "A" if host in SPECIALISTS else "B" if host in GENERAL else "C"


def graded(who: str, link: str) -> str:
    """Return a source with the tier of its page, where it has a page and does not say its tier itself."""
    return who if not link or "(tier" in who or ", tier" in who else f"{who} (tier {tier(link)})"


def checked(confidence: str, who: str) -> str:
    """Return how far a figure was checked: what only a copy showed is not called verified."""
    only_copy = "(tier C)" in who and "verified" in confidence and not confidence.startswith("un")
    return "seen on a copy or blog only" if only_copy else confidence
