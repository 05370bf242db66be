"""The one table of colours and sizes that every window is drawn from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours as `#RRGGBB`; a `…_soft` is the ground that its colour stands on."""

    ground: str
    card: str
    ink: str
    muted: str
    line: str
    accent: str
    accent_soft: str
    on_accent: str
    amber: str
    amber_soft: str
    red: str
    red_soft: str
    green: str
    green_soft: str


LIGHT = Tokens(
    ground="#F3F5F5",
    card="#FFFFFF",
    ink="#1B2526",
    muted="#5E6B6D",
    line="#DDE3E3",
    accent="#0F5E5C",
    accent_soft="#E3F0EF",
    on_accent="#FFFFFF",
    amber="#9A6200",
    amber_soft="#FFF3DC",
    red="#B42318",
    red_soft="#FDECEA",
    green="#2E7D4F",
    green_soft="#E6F4EB",
)
DARK = Tokens(
    ground="#141A1B",
    card="#1D2526",
    ink="#E6ECEC",
    muted="#9AA8A9",
    line="#313C3D",
    accent="#5DB8B2",
    accent_soft="#1F3534",
    on_accent="#10201F",
    amber="#E5B567",
    amber_soft="#3A2E17",
    red="#F28B82",
    red_soft="#3B1F1D",
    green="#7CC79A",
    green_soft="#1D3326",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """Type sizes in pixels: three for text, one for the figure that matters."""

    small: int
    base: int
    title: int
    figure: int

    @property
    def row(self) -> int:
        """The height of a table row."""
        return self.base * 2 + 10


NORMAL_TYPE = Type(small=12, base=13, title=16, figure=20)
LARGE_TYPE = Type(small=15, base=17, title=20, figure=26)

RADIUS_CARD = 8
RADIUS_FIELD = 6
GRID = 8
