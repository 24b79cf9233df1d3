"""Words that limit what a sentence says, and words by which parts begin that do not.

Lists for English, kept apart from the rules that use them (`verify.py`). One word too many in a list that keeps parts
costs a true sentence; one too few can let a false one through.
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pattern(text: str) -> re.Pattern[str]:
    """Words, `*` for any ending."""
    return re.compile("|".join(word.replace("*", ".*") for word in text.split()))


# May be missing or added anywhere: "the deal that was reached", "Japan has pledged". "A few" is a token of its own.
ARTICLES = _words("a an the")
PARTICIPLE = re.compile(r".+(?:ed|en|wn|ne|un|de|ld|nt|ht|ut|id)")
FREE = ARTICLES | _words("that also has have")
# A part that has one of these may not be missing.
DECISIVE = _pattern(
    "no not never none nor neither nothing nobody nowhere without except excluding unless if until whether but however"
    " although though despite yet or only hardly barely scarcely rarely nearly half part partly once provided"
    " will may might could can cannot would should must likely unlikely possib* probab* perhaps maybe apparent*"
    " say said saying tell tells told claim* alleg* report* accord* argu* believ* think* thought suggest* show* found"
    " find finds add adds added note notes noted noting warn* announc* state states stated stating statement insist*"
    " maintain* contend* content* deny denies denied denying denial accus* estimat* predict* expect* forecast* project*"
    " plan* propos* hope* hoping rumo* speculat* assum* suspect* seem* appear* quot* cite cites cited citing"
    " wr(ote|ites|iting|itten) tweet* posted posts testif* ask* question* promis* vow* pledg* call called calls descri*"
    " false* fake* wrong* mistak* untrue (in)?correct* retract* disput* contradict* contrary reject* refus* fail*"
    " cancel* withdr* revers* suspen* postpon* delay* annul* overturn* block* halt* abandon* scrap* drop* rescind* void"
    " hypothe* fict* novel* film* movie* book* play jok* satir* parod* dream* imagin* pretend* theor* scenario*"
    " simulat* exercise drill view* opinion* eyes sense respectively combined together each both total average least"
    " most condition* depend* subject pending instead rather supposed* so-called purport* ostensib* formerly"
    " lost loses exempt* barring excepting providing provided supposing notwithstanding judging which"
    " return* revok* quash* strip* collaps* stop* revis* convict* guilty account word words draft* leaked"
    " rehears* train* hoax* prank* earliest latest later within lasting ending"
    " releas* free* disqualif* acquit* clear* pardon* exonerat*"
    " attempt* tr(y|ied|ies|ying) threat* want* ignor* instruct* prompt* system assistant opposite unlike approved"
    " confirmed agreed"
)
# What is said with one of these holds where and when it is said to hold: that belongs to it.
GENERAL = _pattern(
    "is are be am will would can could may might must should shall cannot all every everyone everything each any anyone"
    " no not never none nobody nothing neither nor only first last sole record most least best worst entire always"
    " whole ever half majority"
    " (?!west|east|arrest|interest|protest|request|forest|test|rest|guest|contest|invest|suggest|harvest|priest|latest)"
    ".+est"
)
# With one of these, the first of two things that "and" joins does not stand alone.
JOINS = _words(
    "between both either neither nor nobody nothing if unless when until once without not no never only than most least"
    " combined"
)
MODALS = _words("will would can could may might")
WEEKDAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
TIME_STARTS = WEEKDAYS | _words("on in at early late earlier last this yesterday today")
DAYS = WEEKDAYS | _words(
    "day days week month year weekend morning afternoon evening night midday noon spring summer autumn winter yesterday"
    " today tomorrow tonight"
)
TIMES = TIME_STARTS | _words("of later next the same local time previous mid and")
# How parts begin that may be missing: a tail, a tail after a comma, an aside, a lead. Others can limit what is said.
# "The story goes" and "her critics charge" begin as "the transport minister" does, which is told by its end.
TAIL_STARTS = _words("after amid following because")
LATER_STARTS = TAIL_STARTS | _words("and who whose including more up down")
ASIDE_STARTS = _words("who whose including along then aged founded based born")
LEAD_STARTS = _words("meanwhile also separately then speaking visiting arriving")
AGREEMENTS = _words("deal agreement accord pact treaty")
DETERMINERS = _words("the a an his her its their")
ROLES = _words(
    "president minister chancellor king queen emperor premier senator governor mayor leader chief head chairman chair"
    " chairwoman founder owner director manager spokesman spokeswoman lawyer captain champion coach ambassador"
    " secretary rival brother sister son daughter wife husband father mother capital"
)
RANKS = _words("first second third last oldest youngest largest biggest")
LIMITS = TIME_STARTS | TAIL_STARTS | _words("where when")  # what begins so can limit what is said in general
# After another sentence these can mean somebody else than in the article.
PRONOUNS = _words(
    "he she it they him them his her hers its their theirs this these those such himself herself itself themselves"
    " there so one ones former latter here"
)
