"""Paper: a preview, then the system's own dialog. The PDF comes from `reviewer_app.export`, in memory."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

DOTS = 300
"""Dots an inch that pages are drawn with for the printer."""


def preview(parent: QWidget, content: bytes, title: str) -> None:
    """Shows a PDF as it will be printed; the preview's own button leads to the system's print dialog."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(parent)
    document.load(buffer)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DOTS)
    printer.setDocName(title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle(title)
    dialog.paintRequested.connect(lambda to: paint(document, to))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.finished.connect(lambda _code: _let_go(document, buffer))
    dialog.open()


def paint(document: QPdfDocument, printer: QPrinter) -> None:
    """Draws every page of a document on the printer, as large as the paper."""
    painter = QPainter(printer)
    for page in range(document.pageCount()):
        if page:
            printer.newPage()
        room = painter.viewport()
        size = document.pagePointSize(page).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        image = document.render(page, QSize(round(size.width()), round(size.height())))
        painter.drawImage(0, 0, image)
    painter.end()


def _let_go(document: QPdfDocument, buffer: QBuffer) -> None:
    document.close()
    buffer.close()
    document.deleteLater()
