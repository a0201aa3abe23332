"""The characters of an XML file, decoded as it says and without those that no XML may hold.

Test frameworks copy what a test printed into their reports, escape codes and half characters with it, and a strict
parser gives up on the first of them.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

from console.analysis.testing.errors import ReportError

HEAD = 1024
_NAMED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,40})[\"']")
_KNOWN = re.compile(
    r"(utf-?(8|16)|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}|(windows-|cp)\d{3,4}|shift_jis|euc-(jp|kr)|gb2312|gbk|gb18030|big5)$"
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BANNED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BANNED_REFERENCE = re.compile(r"&#(?:[xX]0{0,6}(?:[0-8bcefBCEF]|1[0-9a-fA-F])|0{0,6}(?:[0-8]|1[124-9]|2[0-9]|3[01]));")
_REFERENCE = 12


def characters(blocks: Iterable[bytes]) -> Iterator[str]:
    """The text from its first tag on, in pieces; what may not be in XML becomes the replacement character.

    Raises ReportError when no tag comes within the first bytes.
    """
    held = ""
    begun = False
    for text in _decoded(blocks):
        held += text
        if not begun:
            held, begun = _from_first_tag(held), True
        cut = _boundary(held)
        yield _legal(held[:cut])
        held = held[cut:]
    yield _legal(held)


def _decoded(blocks: Iterable[bytes]) -> Iterator[str]:
    decoder: codecs.IncrementalDecoder | None = None
    for block in blocks:
        if decoder is None:
            decoder = codecs.getincrementaldecoder(_encoding(block[:HEAD]))("replace")
        yield decoder.decode(block)
    if decoder is not None:
        yield decoder.decode(b"", final=True)


def _encoding(head: bytes) -> str:
    """The encoding that the file begins to speak in; UTF-8 where it names none, or none that is known."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    found = _NAMED.search(head)
    name = found[1].decode("ascii").lower() if found else "utf-8"
    if not _KNOWN.match(name) or name.startswith("utf-16"):
        return "utf-8"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "utf-8"


def _from_first_tag(text: str) -> str:
    """Without what stands before the first tag, and without the XML declaration, whose encoding is spent."""
    begin = text.find("<")
    if begin < 0:
        raise ReportError("no tag is at its beginning: it is no XML")
    if text.startswith("<?xml", begin):
        end = text.find("?>", begin)
        return text[end + 2 :].lstrip() if end >= 0 else ""
    return text[begin:]


def _boundary(text: str) -> int:
    """Where the text can be cut without cutting a character reference."""
    begin = text.rfind("&", max(0, len(text) - _REFERENCE))
    return len(text) if begin < 0 or ";" in text[begin:] else begin


def _legal(text: str) -> str:
    text = _BANNED.sub("\ufffd", text)
    return _BANNED_REFERENCE.sub("\ufffd", text) if "&#" in text else text
