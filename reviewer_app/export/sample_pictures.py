"""Draws the pictures of the sample round: a weld seam, a gear, a circuit board. Equal input gives equal bytes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Layer = NDArray[Any]
SUBJECTS = ("weld", "gear", "circuit")


def write_picture(path: Path, subject: str, seed: int) -> None:
    """Draws a subject (`weld`, `gear`, `circuit`), 800–1600 pixels wide; JPEG for `.jpg`, else PNG; below 300 KB."""
    from PIL.Image import Dither

    chance = np.random.default_rng(seed)
    width = int(chance.integers(10, 21)) * 80
    if path.suffix == ".jpg":
        _drawn(subject, chance, width).save(path, "JPEG", quality=80)
    else:
        picture = _drawn(subject, chance, min(width, 1200))
        picture.quantize(128, dither=Dither.NONE).save(path, "PNG", optimize=False, compress_level=9)


def _drawn(subject: str, chance: np.random.Generator, width: int) -> Image:
    """The picture; what is shaded point by point is drawn at half its size and enlarged (a quarter of the work)."""
    if subject == "circuit":
        return _circuit(chance, (width, width * 3 // 4))
    half: Image = _SHADED[subject](chance, (width // 2, width * 3 // 8))
    return half.resize((width, width * 3 // 4))


def _weld(chance: np.random.Generator, size: tuple[int, int]) -> Image:
    """Brushed steel with a seam of overlapping ripples, heat colours beside it."""
    width, height = size
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None] * height / width
    grain = np.repeat(chance.normal(0, 1, (height, 1)).astype(np.float32), width, axis=1)
    steel = 0.56 + 0.025 * grain + 0.10 * np.sin(2.2 * x + chance.uniform(0, 3)) - 0.35 * np.abs(y)
    path = 0.05 * np.sin(2 * math.pi * (x * chance.uniform(0.4, 0.9) + chance.uniform(0, 1)))
    across = (y - path) / chance.uniform(0.055, 0.075)
    ripples = chance.uniform(26, 38)
    phase = (x + 0.35 * across**2 / ripples) * ripples
    crest = 0.5 + 0.5 * np.cos(2 * math.pi * (phase % 1.0) ** 0.7)
    dome = np.sqrt(np.clip(1 - across**2, 0, 1))
    bead = 0.30 + 0.38 * dome * (0.45 + 0.55 * crest) + 0.22 * np.exp(-(((across + 0.35) / 0.25) ** 2)) * crest
    inside = np.abs(across) < 1
    light = np.where(inside, bead, steel - 0.18 * np.exp(-(((np.abs(across) - 1) / 0.12) ** 2)))
    straw = np.exp(-(((np.abs(across) - 1.6) / 0.5) ** 2))
    blue = np.exp(-(((np.abs(across) - 2.5) / 0.6) ** 2))
    colours = [
        light + 0.11 * straw - 0.05 * blue,
        light + 0.06 * straw - 0.01 * blue,
        light - 0.07 * straw + 0.09 * blue,
    ]
    return _image(
        [np.where(inside, light * tint, layer) for layer, tint in zip(colours, (1.0, 0.99, 0.96), strict=True)]
    )


def _gear(chance: np.random.Generator, size: tuple[int, int]) -> Image:
    """Two meshing gears on a dark bench, lit from the upper left."""
    width, height = size
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    shade = 0.16 + 0.10 * (1 - down / height) + 0.05 * np.sin(across / width * 5)
    layers: list[Layer] = [shade * 0.95, shade, shade * 1.12]
    teeth = int(chance.integers(18, 30))
    radius = 0.30 * height
    small = max(int(teeth * 0.6), 11)
    pitch = radius * small / teeth
    tilt = chance.uniform(-0.5, 0.3)
    first = (0.36 * width, 0.54 * height)
    reach = (radius + pitch) * 0.985
    second = (first[0] + reach * math.cos(tilt), first[1] + reach * math.sin(tilt))
    turn = chance.uniform(0, 2 * math.pi)
    meshed = math.pi + tilt + math.pi / small - (turn - tilt) * teeth / small - tilt
    for (cx, cy), count, reach, angle, tint in (
        (first, teeth, radius, turn, (0.80, 0.83, 0.88)),
        (second, small, pitch, meshed, (0.87, 0.74, 0.48)),
    ):
        layers = _with_gear(layers, (across - cx, down - cy), count, reach, angle, tint)
    return _image(layers)


def _with_gear(
    layers: list[Layer],
    place: tuple[Layer, Layer],
    teeth: int,
    radius: float,
    turn: float,
    tint: tuple[float, float, float],
) -> list[Layer]:
    """The layers with one gear on top: its teeth, rim, hub and holes, and its shadow."""
    dx, dy = place
    far = np.hypot(dx, dy)
    angle = np.arctan2(dy, dx)
    tooth = np.clip(2.2 * np.cos((angle - turn) * teeth), -1, 1)
    edge = radius * (1 + 0.9 / teeth * 2 * tooth)
    body = _soft(edge - far, 0.8)
    hole = _soft(radius * 0.17 - far, 0.8)
    spokes = np.cos((angle - turn) * 5)
    window = _soft(far - radius * 0.36, 1) * _soft(radius * 0.70 - far, 1) * _soft((spokes - 0.1) * 60, 2)
    mask = body * (1 - hole) * (1 - window)
    brushed = 0.06 * np.cos(far * 150 / radius) + 0.20 * np.cos(2 * (angle + 0.9)) ** 2
    rim = 0.22 * np.exp(-(((far / radius - 0.80) / 0.02) ** 2)) - 0.20 * np.exp(-(((far / radius - 0.74) / 0.025) ** 2))
    light = 0.52 + brushed + rim - 0.10 * (dx + dy) / radius
    shadow = _soft(radius * 1.05 - np.hypot(dx - radius * 0.07, dy - radius * 0.09), radius * 0.06)
    shaded = [layer * (1 - 0.55 * shadow) for layer in layers]
    return [layer * (1 - mask) + light * part * mask for layer, part in zip(shaded, tint, strict=True)]


def _soft(distance: Layer, blur: float) -> Layer:
    """1 inside, 0 outside, with an edge of some pixels."""
    edge: Layer = np.clip(distance / (2 * blur) + 0.5, 0, 1)
    return edge


def _circuit(chance: np.random.Generator, size: tuple[int, int]) -> Image:
    """A green board with tracks in right angles and 45 degrees, pads, chips and small parts."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    width, height = size
    step = width // 50
    board = _image([np.full((height, width), tone) for tone in (0.05, 0.30, 0.18)])
    draw = ImageDraw.Draw(board)
    for _track in range(46):
        _draw_track(draw, chance, size, step)
    for _part in range(36):
        x, y = (int(chance.integers(2, 48)) * step, int(chance.integers(2, 36)) * step)
        colour = ((196, 160, 110), (60, 60, 66), (170, 60, 50))[int(chance.integers(0, 3))]
        draw.rectangle((x - step * 0.7, y - step * 0.3, x + step * 0.7, y + step * 0.3), fill=(205, 205, 205))
        draw.rectangle((x - step * 0.42, y - step * 0.34, x + step * 0.42, y + step * 0.34), fill=colour)
    chips = [(0.16, 0.22), (0.56, 0.16), (0.30, 0.60), (0.68, 0.58)]
    for number, (left, top) in enumerate(chips):
        across, down = (chance.uniform(0.13, 0.2), chance.uniform(0.13, 0.22))
        _draw_chip(draw, (left * width, top * height, (left + across) * width, (top + down) * height), step, number + 1)
    glow = np.linspace(1.14, 0.82, width)[None, :, None] * np.linspace(1.08, 0.9, height)[:, None, None]
    pixels = np.clip(np.asarray(board, dtype=np.float64) * glow, 0, 255)
    return Pillow.fromarray(pixels.astype(np.uint8))


def _draw_track(draw: ImageDraw, chance: np.random.Generator, size: tuple[int, int], step: int) -> None:
    columns, rows = size[0] // step, size[1] // step
    x, y = int(chance.integers(1, columns - 1)), int(chance.integers(1, rows - 1))
    points = [(x * step, y * step)]
    for _turn in range(int(chance.integers(2, 6))):
        dx, dy = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1))[int(chance.integers(0, 6))]
        reach = int(chance.integers(2, 9))
        x, y = min(max(x + dx * reach, 1), columns - 1), min(max(y + dy * reach, 1), rows - 1)
        points.append((x * step, y * step))
    draw.line(points, fill=(36, 128, 82), width=max(step // 4, 2), joint="curve")
    for px, py in (points[0], points[-1]):
        draw.ellipse((px - step * 0.4, py - step * 0.4, px + step * 0.4, py + step * 0.4), fill=(214, 178, 92))
        draw.ellipse((px - step * 0.16, py - step * 0.16, px + step * 0.16, py + step * 0.16), fill=(14, 52, 32))


def _draw_chip(draw: ImageDraw, box: tuple[float, float, float, float], step: int, number: int) -> None:
    left, top, right, bottom = box
    pin = top + step * 0.6
    while pin < bottom - step * 0.4:
        draw.rectangle((left - step * 0.7, pin, right + step * 0.7, pin + step * 0.3), fill=(208, 208, 210))
        pin += step * 0.75
    draw.rectangle(box, fill=(30, 31, 35), outline=(70, 72, 78), width=2)
    draw.ellipse((left + step * 0.4, top + step * 0.4, left + step, top + step), fill=(88, 90, 96))
    draw.text((left + step * 1.4, (top + bottom) / 2 - 6), f"DEMO-{number:02d}", fill=(150, 152, 158))


def _image(layers: list[Layer]) -> Image:
    from PIL import Image as Pillow

    pixels = np.clip(np.stack(layers, axis=-1), 0, 1) * 255
    return Pillow.fromarray(pixels.astype(np.uint8))


_SHADED: dict[str, Any] = {"weld": _weld, "gear": _gear}
