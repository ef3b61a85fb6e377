"""Writes SVG so that no name becomes markup, and fits texts into the room there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup, escape

from planner.reports.styles import INK
from planner.wording.text import middle_cut, width_of

FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
TEXT_SIZE: Final = 13.0
DIGIT: Final = 0.61  # width of a digit, of the size of the text; fonts of systems differ, so a little generous
GREY: Final = "#5B6673"  # 5.9 to 1 on white
PAPER: Final = "#FFFFFF"
BLACK: Final = "#000000"  # the palette has colours on which the ink of texts is too faint
LINE: Final = "#D9DEE4"
# around names that stand on a drawing; what does not know paint-order must leave the stroke out
HALO: Final = {"paint_order": "stroke", "stroke": PAPER, "stroke_width": 3, "stroke_linejoin": "round"}

Box = tuple[float, float, float, float]  # left, top, right, bottom


def element(name: str, *inside: str | Markup, **attributes: object) -> Markup:
    """Return an element; texts and attribute values are escaped, ``font_size`` is written ``font-size``."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items() if value is not None
    )  # fmt: skip
    if not inside:
        return Markup(f"<{name}{told}/>")
    return Markup(f"<{name}{told}>") + joined(inside) + Markup(f"</{name}>")


def joined(parts: Iterable[str | Markup]) -> Markup:
    """Return the parts behind each other, plain texts escaped."""
    return Markup("").join(parts)


def picture(width: float, height: float, description: str, *inside: Markup, **attributes: object) -> Markup:
    """Return an SVG element that also stands alone in a file: its look is in its attributes."""
    return element(
        "svg", *inside,
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width, height=height, role="img", aria_label=description,
        font_family=FONT, font_size=TEXT_SIZE, fill=INK, **attributes,
    )  # fmt: skip


def text(x: float, y: float, words: str, **attributes: object) -> Markup:
    """Return a line of text with its base line at y."""
    return element("text", words, x=x, y=y, **attributes)


def number(x: float, y: float, words: str, value: float, **attributes: object) -> Markup:
    """Return a number that a browser shows in the reader's locale."""
    percent = words.endswith("%")
    places = len(words.rstrip("%").partition(".")[2])
    told = {"data_v": repr(float(value)), "data_p": places, "data_u": "%" if percent else None}
    return text(x, y, words, **told, **attributes)


def named(mark: str, words: str, **attributes: object) -> Markup:
    """Return a mark that tells its words when it is pointed at."""
    return element(mark, element("title", words), **attributes)


def pixels_of(words: str, size: float = TEXT_SIZE) -> float:
    """Return about how wide a text is."""
    return width_of(words) * DIGIT * size


def fitted(words: str, room: float, size: float = TEXT_SIZE) -> str:
    """Return a text that fits into so many pixels, without its middle where it is too long."""
    if pixels_of(words, size) <= room:
        return words
    longest = len(words) - 1
    while longest > 1 and pixels_of(middle_cut(words, longest), size) > room:
        longest -= 1
    return middle_cut(words, max(longest, 1)).strip()


def is_free(box: Box, taken: Sequence[Box]) -> bool:
    """Whether a box covers none of those that are taken, with a little room beside it."""
    left, top, right, bottom = box
    return all(right + 4 < other[0] or left - 4 > other[2] or bottom < other[1] or top > other[3] for other in taken)


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour."""
    return PAPER if contrast(colour, PAPER) >= contrast(colour, BLACK) else BLACK


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def blended(low: str, high: str, part: float) -> str:
    """Return the colour that lies so far from one to the other."""
    part = min(max(part, 0.0), 1.0)
    mixed = (round(a + (b - a) * part) for a, b in zip(_channels(low), _channels(high), strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _value(value: object) -> str:
    """Return an attribute's value; a tenth of a pixel is precise enough."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
