"""Makes resources/fonts anew: `fonts.py NOTO_FOLDER WENKAI_TTF`.

NOTO_FOLDER is an unpacked npm package @expo-google-fonts/noto-sans-sc; its Regular goes in byte for byte. WENKAI_TTF is
LXGWWenKai-Regular.ttf of Debian's fonts-lxgw-wenkai; the Chinese characters that Noto Sans SC lacks are cut out of it.
That cut is a Modified Version under the OFL and may not bear the reserved names "霞鹜" and "LXGW": it gets its own.
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FAMILY = "Jiangping Han Supplement"
HAN = (
    range(0x2E80, 0x2FE0),  # radicals
    range(0x3400, 0x4DC0),  # extension A
    range(0x4E00, 0xA000),
    range(0xF900, 0xFB00),  # compatibility
    range(0x20000, 0x323B0),  # extensions B to H
)
RESERVED = '\n(the former with Reserved Font Names "霞鹜" and "LXGW", which this Modified Version does not use)\n'
COPYRIGHT, FAMILY_NAME, STYLE, UNIQUE, FULL_NAME, VERSION, POSTSCRIPT, LICENCE, LICENCE_URL = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    13,
    14,
)


def supplement(source: Path, covered: set[int]) -> TTFont:
    """The Chinese characters of `source` that are not covered, as a font under its own name."""
    font = TTFont(source, recalcTimestamp=False)
    wanted = {code for block in HAN for code in block if code in font.getBestCmap()} - covered
    options = Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        name_languages=["*"],
        drop_tables=["DSIG", "GSUB", "GDEF", "BASE", "vhea", "vmtx"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    rename(font)
    font["OS/2"].achVendID = "    "
    return font


def rename(font: TTFont) -> None:
    names = font["name"]
    kept, version = names.getDebugName(COPYRIGHT), names.getDebugName(VERSION)
    names.names = []
    for number, text in {
        COPYRIGHT: kept,
        FAMILY_NAME: FAMILY,
        STYLE: "Regular",
        UNIQUE: f"{FAMILY} Regular; {version}",
        FULL_NAME: f"{FAMILY} Regular",
        VERSION: version,
        POSTSCRIPT: f"{FAMILY.replace(' ', '')}-Regular",
        LICENCE: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        LICENCE_URL: "https://openfontlicense.org",
    }.items():
        names.setName(text, number, 3, 1, 0x409)
        names.setName(text, number, 1, 0, 0)


def main(noto: Path, wenkai: Path) -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    regular = FONTS / "NotoSansSC-Regular.ttf"
    shutil.copyfile(noto / "400Regular" / "NotoSansSC_400Regular.ttf", regular)
    shutil.copyfile(noto / "LICENSE_FONT", FONTS / "NotoSansSC-OFL.txt")
    font = supplement(wenkai, set(TTFont(regular).getBestCmap()))
    font.save(FONTS / "JiangpingHanSupplement-Regular.ttf")
    text = (noto / "LICENSE_FONT").read_text(encoding="utf-8").split("\n", 1)[1]
    notice = font["name"].getDebugName(COPYRIGHT) + RESERVED
    (FONTS / "JiangpingHanSupplement-OFL.txt").write_text(notice + text, encoding="utf-8")
    print(f"{FAMILY}: {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
