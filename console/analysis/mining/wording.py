"""What a word's form and company say about whether it may be a variable.

The guidelines for template truth in Khan, Shin, Bianculli, Briand, "Guidelines for Assessing the Accuracy of Log
Message Template Identification Techniques", ICSE 2022, name booleans, null and the names of standard users variable.
"""

import re
from functools import lru_cache

from console.text.figures import KEPT

ANY = "*"
SIZE = "\u00a7size"
SPAN = "\u00a7span"
ALWAYS_VARIABLE = frozenset(("true", "false", "null", "none", "nil", "root", "admin"))
_SIZES = "B KB MB GB TB kB KiB MiB GiB TiB"
_SPANS = "ns us ms s sec secs second seconds min mins minute minutes"
_SMALL = """
a an the and or not no of in on to is are was were be been has have had for from with without by at as than that this
it its can cannot could will would should may must do does did if then when while until after before so too but only
any all more less out into over under again already via per yet
"""
_TELLING_APART = """
up down on off yes no ok good bad fail pass success failure error warning info debug fatal critical high low open close
start stop begin end read write send receive add remove set unset get put insert delete create destroy enable disable
lock unlock mount unmount load unload connect disconnect join leave enter exit login logout push pull fetch allow deny
accept reject active inactive online offline available unavailable valid invalid ready busy full empty new old first
last next previous max min left right normal abnormal known unknown alive dead healthy unhealthy timeout complete
incomplete idle running stopped master slave primary secondary input output
"""
_ANNOUNCING = """
user username login account host hostname node server client peer service unit daemon device dev disk drive partition
volume interface iface port domain file filename dir directory folder path module plugin package pkg library driver
class object type method function action event job task stage step process proc program command cmd thread worker queue
topic table column key id name label tag branch repo repository image container pod namespace deployment cluster zone
region bucket block session request token group role member acl acls target project application app component resource
property option variable parameter field attribute element spec
"""
UNITS = dict.fromkeys(_SIZES.split(), SIZE) | dict.fromkeys(_SPANS.split(), SPAN)
_STOP = frozenset(_SMALL.split())
_STATES = frozenset(_TELLING_APART.split())
_NAMING = frozenset(_ANNOUNCING.split())
_VERBAL = re.compile(r"[a-z]{2,}(?:ed|ing)$", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[a-z$][A-Z]|[A-Za-z][_.@$-]+[a-z]|[A-Z]{2,}[a-z]")
_ENUMERATED = re.compile(r"(?:^|[.])[A-Z][A-Z_]+$")
_FAULT = re.compile(r"(?:Error|Exception|Fault|Failure|Warning)$")


@lru_cache(maxsize=8192)
def weight(word: str) -> int:
    """How much a word speaks for its place being a variable: 0 never, 1 a plain word, 2 a mask or a name as in code.

    Verbs, states, opposites and the small words of a sentence are what tells messages apart, as are exceptions and
    figures that are meaning.
    """
    if word == ANY:
        return 2
    low = word.lower()
    if low in _STOP or low in _STATES or _VERBAL.match(word) or _FAULT.search(word) or word[0] == "\u00a7":
        return 0
    if KEPT.search(word):
        return 0
    return 2 if _IDENTIFIER.search(word) and not _ENUMERATED.search(word) else 1


@lru_cache(maxsize=8192)
def telling(word: str) -> bool:
    """Whether a word says something of the message it stands in: neither a mask nor a small word."""
    return word != ANY and len(word) > 1 and word[0] != "\u00a7" and word.lower() not in _STOP


@lru_cache(maxsize=8192)
def naming(word: str) -> bool:
    """Whether a word announces a name, as `user` does."""
    return word.lower() in _NAMING
