"""The style sheet and the palette that the tokens make.

Widgets say what they are through properties: `kind` (button), `tone` and `size` (label), `role` (frame).
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from reviewer_app.ui.tokens import RADIUS_CARD, RADIUS_FIELD, Tokens, Type

_SHEET = """
QMainWindow, QWidget[role="page"], QWidget[role="ground"] {{ background: {ground}; }}
QWidget {{ color: {ink}; }}
QToolTip {{ background: {card}; color: {ink}; border: 1px solid {line}; padding: 4px; }}

QFrame[role="bar"] {{ background: {card}; border: none; border-bottom: 1px solid {line}; }}
QFrame[role="card"] {{ background: {card}; border: 1px solid {line}; border-radius: {card_radius}px; }}
QFrame[role="help"] {{ background: {card}; border: none; border-right: 2px solid {accent}; }}
QFrame[role="link"] {{ background: {card}; border: 1px solid {line}; border-radius: {card_radius}px; }}
QFrame[role="link"]:hover {{ border-color: {accent}; }}
QFrame[role="link"]:focus {{ border: 2px solid {accent}; }}
QFrame[role="section"] {{ background: transparent; border: none; border-bottom: 1px solid {line}; }}
QFrame[role="footer"] {{ background: transparent; border: none; border-top: 1px solid {line}; }}
QFrame[role="drop"] {{ background: transparent; border: 2px dashed {line}; border-radius: {card_radius}px; }}
QFrame[role="drop"][inviting="true"] {{ border-color: {accent}; background: {accent_soft}; }}
QFrame[role="private"] {{ background: {ground}; border: 1px solid {line}; border-radius: {field_radius}px; }}
QFrame[role="rule"] {{ background: {line}; border: none; }}
QFrame[role="tile"] {{ background: {accent_soft}; border: none; border-radius: {card_radius}px; }}
QFrame[role="message"] {{ background: {card}; border: 1px solid {line}; border-radius: {card_radius}px; }}
QFrame[role="message"][tone="red"] {{ background: {red_soft}; border-color: {red}; }}
QFrame[role="message"][tone="amber"] {{ background: {amber_soft}; border-color: {amber}; }}
QFrame[role="message"][tone="green"] {{ background: {green_soft}; border-color: {green}; }}
QFrame[role="message"][tone="accent"] {{ background: {accent_soft}; border-color: {accent}; }}

QLabel {{ background: transparent; }}
QLabel[scale="small"] {{ font-size: {small}px; }}
QLabel[scale="title"] {{ font-size: {title}px; font-weight: 700; }}
QLabel[scale="figure"] {{ font-size: {figure}px; font-weight: 700; }}
QLabel[weight="bold"] {{ font-weight: 700; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="red"] {{ color: {red}; }}
QLabel[tone="amber"] {{ color: {amber}; }}
QLabel[tone="green"] {{ color: {green}; }}
QLabel[tone="accent"] {{ color: {accent}; }}

QPushButton, QToolButton[kind="menu"] {{
  background: {card}; border: 1px solid {line}; border-radius: {field_radius}px; padding: 6px 12px;
}}
QPushButton:hover, QToolButton[kind="menu"]:hover {{ border-color: {muted}; }}
QPushButton:focus, QToolButton[kind="menu"]:focus {{ border: 2px solid {accent}; padding: 5px 11px; }}
QPushButton:pressed {{ background: {accent_soft}; }}
QPushButton:disabled {{ color: {muted}; background: {ground}; }}
QPushButton[kind="primary"] {{
  background: {accent}; color: {on_accent}; border: 1px solid {accent}; font-weight: 700;
}}
QPushButton[kind="primary"]:hover {{ border-color: {ink}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {ink}; }}
QPushButton[kind="primary"]:disabled {{ background: {line}; color: {muted}; border-color: {line}; }}
QPushButton[kind="quiet"], QToolButton {{
  background: transparent; border: 2px solid transparent; border-radius: {field_radius}px; padding: 4px;
}}
QPushButton[kind="quiet"]:hover, QToolButton:hover {{ background: {accent_soft}; }}
QPushButton[kind="quiet"]:focus, QToolButton:focus {{ border: 2px solid {accent}; padding: 4px; }}
QPushButton[kind="quiet"][tone="accent"] {{ color: {accent}; }}
QPushButton[kind="quiet"][tone="muted"], QToolButton[tone="muted"] {{ color: {muted}; }}
QPushButton[kind="quiet"]:disabled {{ color: {line}; background: transparent; }}
QPushButton[kind="filter"] {{
  background: transparent; border: 2px solid transparent; border-radius: 12px; padding: 2px 7px;
  font-size: {small}px; color: {muted};
}}
QPushButton[kind="filter"]:checked {{ background: {accent_soft}; color: {accent}; }}
QPushButton[kind="filter"][tone="accent"] {{ color: {accent}; }}
QPushButton[kind="filter"][tone="accent"]:hover {{ background: {accent_soft}; }}
QPushButton[kind="filter"]:focus {{ border-color: {accent}; }}
QPushButton[kind="tab"] {{
  background: transparent; border: none; border-bottom: 3px solid transparent; border-radius: 0; padding: 6px 4px;
  color: {muted};
}}
QPushButton[kind="tab"]:hover {{ color: {ink}; }}
QPushButton[kind="tab"]:checked {{ color: {accent}; font-weight: 700; border-bottom: 3px solid {accent}; }}
QPushButton[kind="tab"]:focus {{ background: {accent_soft}; }}
QPushButton[kind="step"] {{
  background: transparent; border: 2px solid transparent; border-radius: {field_radius}px; padding: 8px 10px;
  text-align: left;
}}
QPushButton[kind="step"]:hover {{ background: {ground}; }}
QPushButton[kind="step"]:checked {{ background: {accent_soft}; color: {accent}; font-weight: 700; }}
QPushButton[kind="step"]:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; }}

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {{
  background: {card}; border: 1px solid {line}; border-radius: {field_radius}px; padding: 6px 8px;
  selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {{
  border: 2px solid {accent}; padding: 5px 7px;
}}
QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {ground}; color: {muted}; }}
QLineEdit[kind="mark"] {{ font-size: {title}px; font-weight: 700; padding: 1px 7px; }}
QLineEdit[kind="mark"]:focus {{ padding: 0 6px; }}
QLineEdit[kind="cell"], QLineEdit[kind="cell"]:focus {{
  border: 2px solid {accent}; border-radius: 0; padding: 0 5px;
}}
QLineEdit[wrong="true"] {{ border: 2px solid {red}; padding: 0 6px; }}
QTextEdit[role="reading"], QTextBrowser {{ background: {card}; border: none; padding: 0; }}
QTextEdit[role="reading"]:focus, QTextBrowser:focus {{ border: none; padding: 0; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox QAbstractItemView {{ background: {card}; border: 1px solid {line}; selection-background-color: {accent_soft};
  selection-color: {ink}; }}
QCheckBox {{ spacing: 8px; }}

QListView, QTableView, QTreeView {{
  background: {card}; alternate-background-color: {card}; border: none; gridline-color: {line};
  selection-background-color: {accent_soft}; selection-color: {ink}; outline: 0;
}}
QListView[role="popup"] {{ border: 1px solid {line}; padding: 4px; }}
QListView[role="popup"]::item {{ padding: 4px 6px; }}
QTableView::item {{ border-bottom: 1px solid {line}; padding: 0 5px; }}
QTableView::item:selected {{ background: {accent_soft}; color: {ink}; }}
QHeaderView {{ background: {card}; border: none; }}
QHeaderView::section {{
  background: {card}; color: {muted}; border: none; border-bottom: 1px solid {line}; padding: 6px 8px;
  font-size: {small}px;
}}
QHeaderView::section:hover {{ color: {ink}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{
  width: 8px; height: 6px; subcontrol-origin: padding; subcontrol-position: top center;
}}
QTableCornerButton::section {{ background: {card}; border: none; }}

QMenu {{ background: {card}; border: 1px solid {line}; border-radius: {field_radius}px; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 26px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}

QSplitter::handle {{ background: transparent; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget[role="plain"] {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {line}; border-radius: 3px; min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""


def style_sheet(tokens: Tokens, sizes: Type) -> str:
    colours = {name: getattr(tokens, name) for name in Tokens.__dataclass_fields__}
    pixels = {name: getattr(sizes, name) for name in Type.__dataclass_fields__}
    return _SHEET.format(card_radius=RADIUS_CARD, field_radius=RADIUS_FIELD, **colours, **pixels)


def palette(tokens: Tokens) -> QPalette:
    made = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, tokens.ground),
        (QPalette.ColorRole.WindowText, tokens.ink),
        (QPalette.ColorRole.Base, tokens.card),
        (QPalette.ColorRole.AlternateBase, tokens.card),
        (QPalette.ColorRole.Text, tokens.ink),
        (QPalette.ColorRole.Button, tokens.card),
        (QPalette.ColorRole.ButtonText, tokens.ink),
        (QPalette.ColorRole.BrightText, tokens.red),
        (QPalette.ColorRole.ToolTipBase, tokens.card),
        (QPalette.ColorRole.ToolTipText, tokens.ink),
        (QPalette.ColorRole.PlaceholderText, tokens.muted),
        (QPalette.ColorRole.Highlight, tokens.accent),
        (QPalette.ColorRole.HighlightedText, tokens.on_accent),
        (QPalette.ColorRole.Link, tokens.accent),
        (QPalette.ColorRole.LinkVisited, tokens.accent),
        (QPalette.ColorRole.Mid, tokens.line),
        (QPalette.ColorRole.Dark, tokens.line),
        (QPalette.ColorRole.Light, tokens.card),
        (QPalette.ColorRole.Accent, tokens.accent),
    ):
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return made
