"""Words that reports use for the same thing: "killed" and "death toll", "begin" and "start", "bought" and "takeover".

The one idea: reports of one event choose other words, and a figure that stands with words of another kind ("injured"
beside "killed") counts something else. Short on purpose: a word that has several kinds of meaning is in none.
"""

from collections.abc import Iterable
from functools import lru_cache

from index.text.analysis import terms
from qa.english.normal_form import plain_names

KINDS = {
    # what reports count
    "death": "kill killed killing die dies died dead death deaths deadly fatality fatalities fatal toll lives perished"
    " slain murdered drowned bodies",
    "injury": "injured injures injuring injury injuries wounded wounds hurt hospitalised hospitalized",
    "missing": "missing unaccounted disappeared",
    "arrest": "arrested arrest arrests detained detentions custody",
    "flight": "evacuated evacuate evacuation displaced fled homeless",
    "rescue": "rescued rescue survivors survived saved",
    "infection": "infected infections cases contracted sickened",
    "damage": "damaged damage destroyed collapsed flooded flattened wrecked gutted razed",
    "fire": "burned burnt burn fire blaze wildfire",
    "power": "outage outages blackout electricity",
    "layoff": "layoffs redundancies redundant axed dismissed",
    "attendance": "attended attendance crowd marched march protesters demonstrators spectators gathered rally",
    "vote": "vote votes voted voter voters ballots turnout",
    "fine": "fine fined penalty",
    "donation": "donated donation donations raised",
    "profit": "profit profits earnings earned",
    "loss": "loss losses lost lose",
    "revenue": "revenue sales turnover",
    "cost": "cost costs costing budget budgeted price priced bill spend spent spending worth pay paid pays",
    # what happens
    "begin": "begin begins began begun start starts started opening commence commences",
    "open": "open opens opened reopen reopens reopened inaugurated",
    "end": "end ends ended finish finishes finished closed close closes closing",
    "buy": "buy buys bought buying purchase acquire acquires acquired acquisition takeover",
    "sell": "sell sells sold selling sale",
    "build": "build builds built building construct constructed construction",
    "win": "win wins won winning winner victory victorious beat beats",
    "fall": "fall falls fell fallen drop drops dropped decline declined lower down slump slumped weaker",
    "rise": "rise rises rose risen increase increased increases higher up climb climbed grow grew grown growth",
    "hold": "hold holds held host hosts hosted",
    "run": "run runs ran running",
    "break": "break breaks broke broken",
    "sink": "sink sinks sank sunk sinking",
    "strike": "strike strikes struck hit hits",
    "take": "take takes took taken",
    "meet": "meet meets met meeting",
    "leave": "leave leaves left",
    "steal": "steal stole stolen theft stealing",
    "shoot": "shoot shot shooting",
    "find": "find finds found discover discovered discovers discovery",
    "give": "give gives gave given",
    "make": "make makes made",
    "choose": "choose chooses chose chosen elect elected elects appoint appointed appoints named pick picked succeed"
    " succeeds successor replace replaces replaced governor",
    "lead": "lead leads led leader head heads headed chief",
    "free": "free freed release released releases liberated",
    "jail": "jail jailed prison sentenced sentence imprisoned",
    "employ": "worker workers employee employees staff job jobs post posts",
    "inhabit": "live lives inhabitants population residents",
    "trial": "trial court",
    "sign": "sign signs signed signature signatures",
    "house": "house houses home homes building buildings",
    "state": "country countries state states nation nations",
    "soldier": "soldier soldiers troops forces",
    "pupil": "pupil pupils student students schoolchildren",
    "vehicle": "car cars vehicle vehicles",
    "aircraft": "plane planes aircraft jet jets airliner",
    "vessel": "ship ships vessel vessels boat boats ferry freighter tanker trawler",
    "grain": "grain wheat maize corn",
    "crash": "crash crashed crashes collision collided",
    "explode": "explosion explode exploded blast",
    "launch": "launch launched launches",
    "inflation": "inflation prices",
    "length": "long longer longest length",
    "height": "high higher highest height tall taller tallest",
    "speed": "fast faster fastest speed",
    "weight": "heavy heavier heaviest weight weigh weighs weighed",
    "size": "big bigger biggest large larger largest size area",
    "age": "old older oldest age aged",
    "quake": "earthquake quake tremor magnitude strong epicentre",
}
KIN: dict[str, frozenset[str]] = {}
for _kind, _words in KINDS.items():
    for _term in {term for word in _words.split() for term in terms(word)}:
        KIN[_term] = KIN.get(_term, frozenset()) | {_kind}
OPPOSITES = {"begin": "end", "open": "end", "end": "begin", "rise": "fall", "fall": "rise"}
COUNTED = frozenset(list(KINDS)[: list(KINDS).index("begin")])
# Numbers of these grow for days, and those of `EBBING` also fall: a later one is an update.
EBBING = frozenset(("missing", "flight", "power"))
RUNNING = frozenset(
    (
        "death",
        "injury",
        "missing",
        "arrest",
        "flight",
        "rescue",
        "infection",
        "damage",
        "fire",
        "power",
        "donation",
        "vote",
    )
)


@lru_cache(maxsize=32_768)
def words(text: str) -> frozenset[str]:
    """The different terms of a text, short names of states written out."""
    return frozenset(terms(plain_names(text)))


def kinds(of: Iterable[str]) -> frozenset[str]:
    """What some terms speak of."""
    return frozenset(kind for term in of if term in KIN for kind in KIN[term])


def shared(wanted: Iterable[str], said: frozenset[str]) -> frozenset[str]:
    """Those of the wanted terms that are among the ones said, or that have words of their kind there."""
    has = {term for term in wanted if term in said}
    others = [term for term in wanted if term not in has and term in KIN]
    spoken = kinds(said) if others else frozenset()
    return frozenset(has.union(term for term in others if KIN[term] & spoken))
