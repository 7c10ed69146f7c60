"""What libraries say of a file that they cannot make sense of, in the reader's language: msgspec, libyaml, csv, gzip, calamine and Python.

A sentence that is not known here is told as the library wrote it.
"""

from __future__ import annotations

import re
from functools import cache

from auditor.i18n import N_, _, filled

_TYPES = {
    **{"str": N_("a text"), "int": N_("a whole number"), "float": N_("a number"), "bool": N_("yes or no"), "null": N_("nothing")},
    **{"object": N_("keys and values"), "array": N_("a list"), "date": N_("a date"), "datetime": N_("a moment"), "bytes": N_("a text")},
}
_AT = r"(?: - at (?:the key in )?`\$?\.?(?P<at>[^`]*)`)?"
_SAID = (
    # msgspec
    (rf"Expected `(?P<what>[^`]+)`, got `(?P<found>[^`]+)`{_AT}", N_("expected %(what)s, found %(found)s")),
    (rf"Object missing required field `(?P<key>[^`]+)`{_AT}", N_("missing '%(key)s'")),
    (rf"Object contains unknown field `(?P<key>[^`]+)`{_AT}", N_("unknown key '%(key)s'")),
    (rf"Invalid enum value (?P<found>.+?){_AT}", N_("unknown word %(found)s")),
    (rf"Expected `(?P<what>\w+)` (?P<bound>(?:[<>]=?|of length|matching regex|that's a multiple of) .+?){_AT}", N_("not %(bound)s")),
    (
        rf"Invalid (?:RFC3339 encoded )?(?P<what>date|datetime|time|duration|UUID|base64\w* .*?string)\b.*?{_AT}",
        N_("expected %(what)s"),
    ),
    (r"Input data was truncated|Compressed file ended before .*|unexpected end of data|EOF.*", N_("cut short")),
    (r"JSON is malformed: .*?\(byte (?P<byte>\d+)\)", N_("not JSON from byte %(byte)s on")),
    (r"JSON is malformed: .*", N_("not JSON")),
    (r"Invalid UTF-8.*|.*codec can't decode byte (?P<byte>\S+) in position .*", N_("not UTF-8")),
    (rf"Number out of range{_AT}|.*[Ii]nteger.*out of range.*|Exceeds the limit .*", N_("a number too large")),
    # gzip
    (r"Not a gzipped file.*|Unknown compression method|Reserved bits.*", N_("not a gzip file")),
    (r"CRC check failed.*|Incorrect length of data.*|Error -\d+ while decompressing.*", N_("damaged on its way: its checksum is another")),
    # libyaml
    (r"mapping values are not allowed in this context", N_("a colon where no key can be")),
    (r"could not find expected ':'|did not find expected ':'.*", N_("a key without its colon")),
    (r"did not find expected key|block mapping.*", N_("a line that is neither a key of this block nor indented as one")),
    (
        r"did not find expected '-' indicator|block sequence entries are not allowed in this context",
        N_("a list whose lines do not begin alike"),
    ),
    (r"did not find expected ',' or '(?P<sign>[\]}])'", N_("a comma or a '%(sign)s' is missing")),
    (r"found unexpected end of stream|did not find expected <stream-start>", N_("a quotation mark or a bracket that is not closed")),
    (
        r"found (?:a tab character.*|character '\\?.*' that cannot start any token|character that cannot start any token)",
        N_("a character that nothing can begin with, such as a tabulation or @"),
    ),
    (r"found unknown escape character.*|did not find expected hexdecimal number", N_("an unknown escape after a backslash")),
    (r"control characters are not allowed|unacceptable character .*(?:\n.*)*", N_("a control character")),
    (r"did not find expected <document start>|did not find expected node content.*", N_("text where nothing more can stand")),
    (
        r"did not find expected alphabetic or numeric character.*|found undefined (?:alias|tag handle).*|found duplicate anchor.*",
        N_("a sign such as & or * before no name"),
    ),
    (r"found unexpected (?:':'|document indicator)|found invalid .*|found extra .*", N_("a sign where none can be")),
    # csv
    (r"field larger than field limit.*", N_("a cell too large")),
    (r"line contains NUL", N_("a NUL character")),
    (r"'.' expected after '.'", N_("text after the quotation mark that closes a cell")),
    (r"new-line character seen in unquoted field.*", N_("a line break in a cell without quotation marks")),
    # calamine
    (r"(?:.*: )?Cannot detect file format|.*[Ii]nvalid Zip archive.*|.*Zip ?[Ee]rror.*|.*Cfb error.*", N_("neither ODS nor XLSX")),
    (r".*[Pp]assword.*", N_("protected by a password")),
    (r".*(?:Xml|XML|quick_xml).*", N_("its XML cannot be read")),
    (r".*MemoryError.*|.*memory allocation.*", N_("it takes too much memory")),
)


@cache
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), message) for pattern, message in _SAID)


def plainly(error: Exception | str | None) -> str:
    """What is wrong with the file, and where in it when the library tells."""
    said = str(error)
    for pattern, message in _known():
        if found := pattern.fullmatch(said):
            told = {name: _typed(text) if name in ("what", "found") else text for name, text in found.groupdict().items() if text}
            text = filled(message, **told)
            return f"{told['at']}: {text}" if "at" in told else text
    return said


def _typed(text: str) -> str:
    """A type of msgspec in words: `str | null` is a text or nothing."""
    return filled(" or ").join(_(_TYPES[word]) if word in _TYPES else word for word in text.split(" | "))
