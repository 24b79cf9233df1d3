"""The encoding of a web page: its bytes → UTF-8, by what its server and it say of them, and by what they are.

The one idea: a label is read as browsers read it, so ISO-8859-1 means Windows-1252, and a byte that is broken costs
itself and nothing else. Where no label is true, bytes are Windows-1252 if that gives the letters of a language that is
written in it, and stay as they are if not. Knows nothing of HTML beyond where it names its encoding.
"""

import codecs
import re

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
HEAD_BYTES = 4_096  # within which a page names its encoding; browsers look at 1,024
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
AS_BROWSERS_DO = {  # https://encoding.spec.whatwg.org/#names-and-labels
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("tis-620", "iso8859-11"), "cp874"),
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
NO_PAGE_IS_IN = ("utf-7", "utf-16", "utf-32", "idna", "punycode", "unicode-escape", "unicode_escape", "undefined")
SHIFTED, ESCAPE = "iso2022_jp", b"\x1b$"
SURE = 4  # well-formed characters beyond ASCII for each broken one, with which text is UTF-8 whatever it is called
WESTERN = "windows-1252"
SIGNS = "\xa0‚„…‘’“”•–—™€‹›«»°·§£©®¡¿"
ALPHABETS = (  # letters beyond ASCII of languages that are written in Windows-1252
    "äöüß", "àâæçéèêëîïôœùûü", "áéíóúüñªº", "àèéìíòóùú", "áâãàçéêíóôõúüªº", "áéèêëïíóöü", "æøåé", "åäöé",
    "àçéèíïóòúü", "áðéíóúýþæö", "äöüõšž",
)  # fmt: skip
MAX_ODD = 0.1  # share of the characters beyond ASCII that are of no such alphabet: in Czech or Polish .2 and more are
MAX_BROKEN = 0.02  # share of the characters beyond ASCII, with which text is in the encoding that it is called


def in_utf8(content: bytes, content_type: str = "") -> bytes:
    """A page in UTF-8; its bytes as they are where they are that already, or where nobody says what they are."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").encode()
    declared = [*_declared(content_type.encode("latin-1", "replace")), *_declared(content[:HEAD_BYTES])]
    if SHIFTED in declared and ESCAPE in content:  # its bytes are ASCII's, so it looks like UTF-8
        return content.decode(SHIFTED, "replace").encode()
    mended = mended_utf8(content, 1 if "utf-8" in declared else SURE)
    if mended is not None:
        return mended
    for encoding in declared:
        decoded = content.decode(encoding, "replace")
        n_beyond_ascii = sum(not letter.isascii() for letter in decoded)
        if encoding != "utf-8" and decoded.count("\ufffd") <= max(1, MAX_BROKEN * n_beyond_ascii):
            return decoded.encode()
    return _western(content) or content


def _western(content: bytes) -> bytes | None:
    """Content in UTF-8 that is Windows-1252 by its letters; `None`: it is not."""
    text = content.decode(WESTERN, "replace")
    beyond_ascii = "".join(letter for letter in text if not letter.isascii()).lower()
    n_known = max(sum(letter in alphabet + SIGNS for letter in beyond_ascii) for alphabet in ALPHABETS)
    return text.encode() if n_known >= (1 - MAX_ODD) * len(beyond_ascii) else None


def mended_utf8(content: bytes, n_sure: int = SURE) -> bytes | None:
    """Content in UTF-8, broken bytes replaced if for each there are `n_sure` sound characters; `None`: it is not."""
    try:
        content.decode()
        return content
    except UnicodeDecodeError:
        text = content.decode(errors="replace")
    own = content.count("\ufffd".encode())
    n_broken = text.count("\ufffd") - own
    n_good = sum(not letter.isascii() for letter in text) - n_broken - own
    return text.encode() if n_good >= n_broken * n_sure else None


def _declared(where: bytes) -> list[str]:
    """The encoding that is named there, if it is one, as Python calls what browsers take it for."""
    found = CHARSET.search(where)
    label = found[1].decode("ascii", "replace").lower().removeprefix("x-") if found else ""
    try:
        name = codecs.lookup(label.replace("windows-", "cp")).name
        b"a".decode(name)
    except (LookupError, ValueError):
        return []
    return [] if name.startswith(NO_PAGE_IS_IN) else [AS_BROWSERS_DO.get(name, name)]
