"""Paper out: A4 PDF set by Typst, with the Chinese fonts of our own package."""

import importlib.util
import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import qrcode
import typst
from qrcode.image.svg import SvgPathImage

ROOT = Path(__file__).resolve().parents[1]  # templates name each other from here: "/core/typst/…"


class Press:
    """One template, kept compiled: the next paper takes a few milliseconds, the first about 80."""

    def __init__(self, template: str) -> None:
        self._lock = threading.Lock()  # a compiler holds the data of one paper at a time
        self._compiler = typst.Compiler(
            ROOT / template, root=ROOT, font_paths=[_fonts()], ignore_system_fonts=True
        )

    def print(self, data: Mapping[str, Any]) -> bytes:
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        with self._lock:
            return self._compiler.compile(sys_inputs=inputs, format="pdf")  # type: ignore[return-value]  # one document, so bytes


def compile_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of ``template`` filled with ``data``, from any thread.

    ``template`` is a path inside the package: "network/typst/agreement.typ". ``data`` must
    fit in JSON; the template reads it as ``json(bytes(sys.inputs.data))``.

    Raises:
        typst.TypstError: the template asks for what ``data`` does not have.
    """
    return _press(template).print(data)


def qr_svg(text: str) -> str:
    """Return ``text`` as a QR code in SVG: fit for ``image(bytes(…), format: "svg")``."""
    # One of the eight masks, not the best of them: scanners read any, and trying all takes
    # longer than everything else on the paper.
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0, mask_pattern=2)
    code.add_data(text)
    return code.make_image(image_factory=SvgPathImage).to_string(encoding="unicode")  # type: ignore[no-any-return]  # qrcode's own is loose


@cache
def _press(template: str) -> Press:
    return Press(template)


def _fonts() -> Path:
    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        message = "the fonts for paper are not installed: requirements name pylopdf-fonts-zh-cn"
        raise RuntimeError(message)
    return Path(spec.origin).parent
