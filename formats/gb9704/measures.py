"""GB/T 9704-2012 党政机关公文格式 as numbers, each with its clause. Lengths in millimetres, type and pitch in points.

What the standard leaves open, and how a length becomes one of Word's, says "ours".
"""

from __future__ import annotations

#: 5.1: A4.
WIDTH, HEIGHT = 210.0, 297.0
#: 5.2.1: the white at head and binding edge, each ± 1; the type area 156 × 225 leaves 35 and 26 for the others.
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
TYPE_WIDTH, TYPE_HEIGHT = 156.0, 225.0
#: 5.2.3: 22 lines a page, 28 characters a line, which fill the type area.
LINES, CHARACTERS = 22, 28
#: 5.2.2: 3 号仿宋 unless said otherwise.
BODY = 16.0
#: 7.3.1: the title, 2 号小标宋.
TITLE = 22.0
#: 7.3.3: the body's paragraphs begin two characters in.
INDENT = 2
#: Ours: 22 lines of this exact pitch are 224.7 mm; Word's grid of lines and characters is read otherwise by each
#: program (LibreOffice puts 14 characters into its line), so pitch and spacing are written out.
PITCH = 28.95
#: Ours: what is taken from each character so that 28 of them are 155.6 mm wide. In twentieths of a point, as Word
#: counts it.
SPACING_TWENTIETHS = -5
#: The width of a character of the body with its spacing.
CHARACTER = BODY + SPACING_TWENTIETHS / 20

#: 7.2.4: the issuing office's name stands 35 below the type area's upper edge, in red 小标宋; its size is free.
HEAD_BELOW = 35.0
HEAD_LARGEST, HEAD_SMALLEST = 48.0, 26.0
RED = "FF0000"
#: 7.2.5: the number, two lines below the name; 7.2.7: the red line, 4 below the number, as wide as the type area.
LINES_ABOVE_NUMBER = 2
RED_LINE_BELOW = 4.0
#: Ours: how thick the red line is, in points.
RED_LINE = 1.5
#: 7.3.1: the title, two lines below the red line.
LINES_ABOVE_TITLE = 2

#: 7.4.1: the lines of the 版记, as wide as the type area: first and last 0.35, those between 0.25; the last one lies
#: on the type area's lower edge.
COLOPHON_OUTER, COLOPHON_INNER = 0.35, 0.25
#: 7.4.2, 7.4.3: 4 号仿宋, one character in on both sides.
COLOPHON = 14.0

#: 7.5: 4 号宋体, a dash on each side, the dash 7 below the type area; odd pages right, even pages left, one
#: character in.
PAGE_NUMBER = 14.0
PAGE_NUMBER_BELOW = 7.0

#: 7.3.3 asks for one size of body; what stands in a table is ours: 小四.
TABLE = 12.0
#: Ours: above this many columns a table stands on pages of its own, across (clause 8: their page numbers stay where
#: those of the others are).
MOST_UPRIGHT_COLUMNS = 9

#: 7.3.3: 一、黑体, （一）楷体, the rest 仿宋. The second name is what Word takes where the first is missing.
SONG = ("方正小标宋简体", "宋体")
HEI = ("黑体", "SimHei")
KAI = ("楷体_GB2312", "楷体")
FANG = ("仿宋_GB2312", "仿宋")
PLAIN_SONG = ("宋体", "SimSun")
FONTS = (SONG, HEI, KAI, FANG, PLAIN_SONG)


def points(millimetres: float) -> float:
    return millimetres * 72 / 25.4


def millimetres(points_: float) -> float:
    return points_ * 25.4 / 72
