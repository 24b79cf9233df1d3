"""Notices: pages that answer in an article's place: not found, a check for robots, maintenance, a form, a policy.

The one idea: such a page says so in its whole heading, or it is short and its lines speak to the reader about the page,
the browser or an account. A story about such things has a headline of its own and more to say. Knows nothing of
metadata; what a page says of itself is passed in.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from corpus.formats.html.headline import SEPARATOR

MAX_SHORT_CHARS = 450  # of a page whose lines are notices; a story of as few paragraphs has a line that is none
MAX_BAND_CHARS = 60
MAX_BAND_PIECES = 9  # of text, between marks
MAX_HEADED_CHARS = 1_500  # of a page whose whole heading is a notice; links to other stories may stand below it
NOT_FOUND = "a page that says that it was not found"
LEGAL = "a privacy policy or terms of use"
FORM = "a form to sign up or log in"
CONSENT = "a question for consent"
HEADED = ("h1", "h2", "h3")
BANDS = (*HEADED, "h4", "p", "div", "span", "strong", "b")
BAND = re.compile(r"(?<![a-z])(?:error|e?404|not-?found|page-?not-?found)(?![a-z])", re.I)
BOXES = (FORM, CONSENT)  # stand beside stories, too

_PAGE = r"(?:(?:the|this|that|your) )?(?:requested )?(?:web ?)?(?:page|article|content|story|url|link|file|document)"
_YOU = r"(?: (?:that )?you(?:['’]re| are| were|['’]ve| have)? [\w ]{3,40})?"
_MISSING = (
    r"(?:(?:was|is|were|could|can|does|do|did|has|may|might)(?: ?n['’]t|not| not)?|cannot|can['’]t|isn['’]t|wasn['’]t"
    r"|doesn['’]t|couldn['’]t|no longer)? ?(?:not |no longer |longer |be |have |been )*"
)
_MORE = r"(?: (?:or|and)(?: \w+){1,5})?"
_NOT_FOUND = (
    rf"(?:{_PAGE}{_YOU},? {_MISSING}(?:found|exists?|available|unavailable|moved|deleted|expired|located)\b"
    r"|(?:the |this )?(?:web ?)?(?:page|url|link|file|document)\b.{0,50} (?:been removed|be broken))"
)

# What a page is that has one of these for its whole heading; lead-ins, codes and punctuation around it do not count.
HEADINGS: Mapping[str, Sequence[str]] = {
    NOT_FOUND: (
        rf"(?:{_NOT_FOUND}|not found|nothing (?:was )?found|nothing here|page (?:missing"
        rf"|unavailable))(?: here)?{_MORE}|gone",
        r"(?:we )?(?:can['’]?t|cannot|couldn['’]t|could not)(?: seem to)? find (?:that|the|this|your) (?:page"
        r"|article)\b.{0,40}",
        r"that page can['’]t be found|page (?:does not|doesn['’]t) exist|(?:404|410)",
        r"(?:die |diese )?(?:angeforderte |gesuchte )?(?:seite|artikel)(?: wurde)? (?:(?:leider )?nicht gefunden"
        r"|existiert nicht)",
        r"(?:cette |la )?page (?:introuvable|non trouvée|n['’]existe (?:pas|plus))|article introuvable",
        r"(?:la )?página no (?:encontrada|existe|disponible)|no se (?:encontró|ha encontrado) la página",
        r"pagina non (?:trovata|disponibile)|(?:a )?página não (?:foi )?encontrada|pagina (?:is )?niet gevonden",
        r"sidan (?:hittades inte|kunde inte hittas|finns inte)|siden (?:blev |ble )?(?:ikke fundet|ikke funnet"
        r"|findes ikke)",
        r"sivua ei löyt(?:ynyt|y)|strona nie (?:istnieje|została znaleziona)|nie znaleziono strony|stránka nenalezena",
        r"strona o (?:podanym|tym) adresie nie istnieje|(?:aradığınız )?sayfa bulunamadı"
        r"|страница не (?:найдена|существует)|сторінку не знайдено|a keresett oldal nem található",
        r"(?:お探しの)?(?:ページ|記事)[はがも]?(?:見つかりません(?:でした)?|存在しません|ありません)",
        r"(?:[您你]\w{0,4}的)?(?:页面|頁面|網頁|网页|文章)(?:不存在|未找到|找不到)|找不到(?:页面|頁面|網頁"
        r"|网页)|페이지를 찾을 수 없습니다",
        r"az oldal nem található|pagina nu (?:a fost găsită|există)|η σελίδα δεν (?:βρέθηκε|υπάρχει)"
        r"|không tìm thấy trang|ไม่พบหน้า\w*|(?:ה)?(?:דף|עמוד) (?:המבוקש )?לא נמצא"
        r"|صفحه (?:مورد نظر )?(?:یافت نشد|پیدا نشد)",
        r"(?:الصفحة|صفحة) غير موجودة|لم يتم العثور على الصفحة|पृष्ठ नहीं मिला|पेज नहीं मिला|halaman tidak ditemukan",
    ),
    "a check for robots": (
        r"(?:robot or human|human or robot)|security checkpoint|(?:we(?:['’]re| are) )?(?:checking|verifying) your \w+",
        r"let['’]s (?:confirm|make sure|verify)\b.{0,40}|(?:access|request) (?:rejected|restricted)",
        r"just a moment|one moment(?:,? please)?|please wait|attention required|one more step|pardon our interruption",
        r"(?:please )?(?:verify(?:ing)?|confirm|prove)(?: that)? you(?:['’]re| are)? (?:not )?(?:a )?(?:human"
        r"|robot|bot)\b.{0,60}",
        r"are you (?:a )?(?:human|robot|bot)|(?:security|robot|bot|browser) (?:check|verification)|human verification",
        r"checking (?:your browser|if the site connection is secure)\b.{0,60}|(?:ddos|bot) protection(?: by \w+)?",
        r"access (?:to this (?:page|site) )?(?:has been |is |was )?(?:denied|blocked)|(?:you have been"
        r"|request) blocked",
        r"too many requests|unusual (?:traffic|activity)(?: detected)?|captcha|forbidden|(?:401|403|429)",
        r"sind sie ein (?:mensch|roboter)|sicherheitsüberprüfung|zugriff verweigert|einen moment(?: bitte)?",
        r"accès refusé|êtes-vous (?:un robot|humain)|un instant|acceso denegado|¿?eres (?:un robot|humano)|un momento",
        r"accesso negato|acesso negado|доступ (?:запрещ[её]н|ограничен)|проверка браузера|вы не робот",
        r"アクセスが拒否されました|人机验证|安全验证|访问被拒绝",
    ),
    "a notice of maintenance or an error": (
        r"(?:(?:our |the |this )?(?:web ?)?site (?:is )?)?(?:currently |temporarily )?"
        r"(?:(?:down|closed|offline|unavailable) for (?:scheduled |planned |routine )?maintenance|under maintenance)",
        r"(?:scheduled |planned |site |system )?maintenance(?: mode| in progress)?|coming soon|under construction",
        r"(?:we(?:['’]ll| will| should)? )?be (?:right back|back (?:soon|shortly|online soon))|we are offline",
        r"(?:(?:service|site|website|page|server) (?:is )?)?temporarily unavailable|service unavailable"
        r"|internal server error",
        r"bad gateway|gateway time-?out|something went wrong|(?:an )?(?:unexpected "
        r"|application )?error(?: (?:has )?occurred)?",
        r"(?:50[0-4]|server error)|database error|technical (?:difficulties|problems)"
        r"|error establishing a database connection",
        r"wartung(?:sarbeiten)?|(?:wir sind )?(?:gleich|bald) (?:wieder )?(?:für sie )?(?:da|zurück)"
        r"|technische(?:r|s)? (?:störung|fehler)",
        r"(?:site )?en maintenance|maintenance en cours|(?:service|site) (?:temporairement )?indisponible",
        r"(?:sitio )?en mantenimiento|servicio no disponible|(?:sito )?in manutenzione|(?:site )?em manutenção",
        r"onderhoud|przerwa techniczna|технические работы|(?:ただいま)?メンテナンス中(?:です)?"
        r"|(?:系统|网站)维护中?|점검 중(?:입니다)?",
    ),
    "a page that leads elsewhere": (
        r"redirecting(?: you)?\b.{0,40}|weiterleitung|redirection|(?:301 )?moved permanently"
        r"|302 found|object moved",
    ),
    "a page of nobody's": (
        r"(?:this )?(?:domain|website)(?: name)? (?:is )?(?:for sale|parked|expired|suspended)|account suspended",
        r"welcome to (?:nginx|centos|apache|caddy|openresty)\b.{0,20}|apache2? .{0,20}default page.{0,20}|it works"
        r"|index of /.*",
    ),
    "a page that is closed to our region": (
        r"(?:451:? )?unavailable (?:due to|for) legal reasons|(?:content |page |article )?(?:is )?(?:not "
        r"|un)available in"
        r" your (?:country|region|area|location)",
    ),
    FORM: (
        r"(?:please )?(?:sign ?(?:up|in)|log ?in|register|subscribe|join)(?: now| today| here| free)?"
        r"(?: (?:to|for) (?:continue|keep|read|get|access|unlock|our|the)\b.{0,60})?",
        r"(?:create|start) (?:an|your|a)(?: free)? (?:account|trial|subscription)(?: to .{0,60})?|newsletter(?:s"
        r"| sign-?up)?",
        r"become a (?:member|subscriber)|(?:subscription|registration|login) required|continue reading"
        r"|subscribers only",
        r"(?:jetzt )?(?:anmelden|registrieren|einloggen|abonnieren)|(?:se connecter|connexion|inscription"
        r"|abonnez-vous)",
        r"(?:iniciar sesión|regístrate|suscríbete|accedi|registrati|abbonati|entrar|assine|inloggen|zaloguj się)"
        r"(?: (?:para|per|om|aby) .{0,60})?|ログイン|会員登録|登录|注册",
    ),
    CONSENT: (
        r"we (?:value|respect|care about) your privacy|your privacy(?: choices| matters)?|before you continue\b.{0,60}",
        r"(?:manage |cookie |your |privacy )*(?:consent|cookies|cookie (?:settings|preferences|consent|notice))",
        r"wir (?:schätzen|respektieren) ihre privatsphäre|cookie-einstellungen|(?:nous respectons )?votre vie privée",
        r"(?:wij|we) gebruiken (?:\w+ )?cookies|vi (?:använder|bruger|bruker) cookies|(?:usamos|utilizamos) cookies"
        r"|(?:usiamo|utilizziamo) (?:i )?cookie|używamy (?:plików )?cookies?|мы используем (?:файлы )?cookies?"
        r"|(?:valoramos )?(?:su|tu) privacidad|la tua privacy|gestion des cookies|configuración de cookies",
    ),
    LEGAL: (
        r"(?:our |website )?(?:privacy|cookies?|data protection)(?: and cookies?)? (?:policy|notice|statement)",
        r"terms (?:of (?:use|service)|and conditions|& conditions)|legal notice|imprint",
        r"datenschutz(?:erklärung|hinweise|bestimmungen)?|impressum|nutzungsbedingungen|mentions légales",
        r"politique de confidentialité|conditions générales d['’]utilisation|política de (?:privacidad"
        r"|privacidade|cookies)",
        r"aviso legal|informativa sulla privacy|privacybeleid|polityka prywatności|политика конфиденциальности",
        r"プライバシーポリシー|利用規約|隐私政策|隱私權政策|개인정보 ?처리방침",
    ),
}
# How a line begins that speaks to the reader about the page that is not there.
LINES: Mapping[str, Sequence[str]] = {
    "a page that is closed to our region": (
        r"(?:this |the |our )?(?:content|page|article|(?:web ?)?site) is (?:not |un"
        r"|currently not )?available (?:in|to|for)"
        r" (?:your|the|readers|users|visitors|most|people)|451: unavailable",
        r"we recogni[sz]e (?:that )?you are (?:attempting|trying)",
    ),
    NOT_FOUND: (
        rf"(?:unfortunately,? |it (?:seems|looks like) (?:that )?)?{_NOT_FOUND}",
        rf"(?:it (?:seems|looks like) )?we (?:can['’]?t|cannot|couldn['’]t|could not)(?: seem to)? find {_PAGE}",
        r"(?:die |diese )(?:von ihnen )?(?:\w+ )?(?:seite|artikel|inhalt)\b.{0,60}\b(?:nicht|existiert) ",
        r"(?:la |cette )page (?:que vous .{0,40})?(?:n['’]|est introuvable|a été)"
        r"|la página (?:que .{0,40})?(?:no |ha sido )",
        r"la pagina (?:che .{0,40})?non |a página (?:que .{0,40})?não |запрашиваемая страница|お探しの(?:ページ|記事)",
        r"strona (?:o podanym|, której|,? jakiej)|(?:sidan|siden|artikkelen|artiklen|artikeln) (?:du|som du) "
        r"|(?:de|deze) (?:pagina|artikel) (?:die u|die je|bestaat|is niet)|het artikel (?:dat|is niet)"
        r"|etsimääsi sivua|hledaná stránka|aradığınız (?:sayfa|içerik|haber)|(?:страница|сторінка),? (?:которую|яку)"
        r"|(?:diese |die )\w+ gibt es nicht|ez az oldal|a keresett oldal|pagina (?:căutată|pe care)|η σελίδα που"
        r"|trang (?:bạn|này)|ขออภัย|מצטערים|متاسفانه صفحه|maaf, halaman",
        r"(?:您|你)(?:访问|要找|訪問)的(?:页面|頁面|网页|網頁)|요청하신 페이지|عذرا",
    ),
    "a check for robots": (
        r"(?:please )?(?:verify(?:ing)?|confirm|prove)(?: that)? you(?:['’]re| are)? (?:not )?(?:a )?(?:human"
        r"|robot|bot)\b",
        r"(?:[\w.-]+ )?needs to review the security of your connection|(?:we are )?checking (?:your browser"
        r"|if the site)",
        r"activate and hold|(?:we(?:['’]re| are) )?(?:checking|verifying) your|let['’]s (?:confirm|make sure|verify)",
        r"we (?:need|want|have) to (?:verify|check|make sure|confirm)\b",
        r"(?:please )?(?:complete|solve) the (?:captcha|security check|action)|press (?:&|and) hold"
        r"|access to this page",
        r"(?:you (?:do not|don['’]t) have (?:permission|access)|your (?:request|access|ip)\b.{0,40}\b(?:blocked"
        r"|denied))",
        r"(?:our systems |we )(?:have )?(?:detected )?(?:that )?(?:unusual|your (?:browser|computer|network))"
        r"|why do i have to",
        r"(?:bitte )?bestätigen sie, dass sie|vérifiez que vous|verifica que (?:eres|no eres)"
        r"|veuillez vérifier que vous|подтвердите, что вы",
    ),
    "a notice of maintenance or an error": (
        r"(?:our|this|the) (?:web ?site|site|service|server|portal)\b.{0,40}\b(?:maintenance|unavailable|offline"
        r"|down for)",
        r"we(?:['’]re| are) (?:currently )?(?:performing|down|carrying out|undergoing|experiencing|updating)\b",
        r"we(?:['’]ll| will| should) be (?:right )?back|please (?:check|come|try)(?: again| back)? ?(?:again|back"
        r"|later|soon)",
        r"unsere (?:web)?seite ist|notre site est|nuestro sitio (?:web )?está|il nostro sito è|nosso site está",
    ),
    FORM: (
        r"(?:to (?:continue|keep) reading|already (?:a subscriber|a member|have an account|registered))",
        r"(?:please )?(?:sign ?(?:up|in)|log ?in|register|subscribe|create (?:an|a free) account)(?: here| now"
        r"| below)? (?:to|for)",
        r"you(?:['’]ve| have) (?:reached|read|used)\b.{0,40}\b(?:limit|free)|enter your e-?mail|this (?:article"
        r"|content) is for",
    ),
    CONSENT: (
        r"we (?:and|use)\b.{0,60}\b(?:cookies|partners)|by (?:clicking|continuing|using)\b.{0,60}\b(?:agree"
        r"|accept|consent)",
        r"(?:wir|nous|nosotros|noi|wij|vi|мы|ми)\b.{0,60}\bcookies?\b"
        r"|(?:usamos|utilizamos|usiamo|utilizziamo|używamy|käytämme|çerezleri)\b.{0,60}\b(?:cookies?|evästeitä|kullan)"
        r"|当サイトではcookie|(?:我们|本网站)使用cookie|akkoord$"
        r"|accepteren$|alles accepteren$|alle akzeptieren$|tout accepter$"
        r"|mit werbung (?:weiter)?lesen"
        r"|besuchen sie uns wie gewohnt mit werbung"
        r"|(?:nous respectons|avec votre accord|wir und unsere (?:\w+ )?partner|we and our (?:\w+ )?partners)\b",
    ),
    "a page that wants JavaScript or another browser": (
        r"(?:please |you need to |you must |to [\w ,]{3,60})?(?:enable|turn on|activate|allow) (?:java ?script"
        r"|cookies)\b",
        r"(?:this |our |the )?[\w ]{0,20}requires? (?:java ?script|cookies)|java ?script (?:is|must|needs|has to"
        r"|seems)\b|(?:please )?enable js\b",
        r"(?:your|this) browser (?:is|does|has)\b|(?:bitte )?aktivieren sie (?:bitte )?java ?script"
        r"|veuillez activer java",
        r"(?:loading|please wait|wird geladen|chargement|cargando)[\s.…]*$",
        r"(?:por favor,? )?(?:active|activa|habilite|habilita) java ?script|java ?scriptを有効",
    ),
    "a page that leads elsewhere": (
        r"redirecting\b|you (?:are|will be) (?:being )?redirected|if you are not redirected",
    ),
    "a page of nobody's": (
        r"(?:this domain|the domain [\w-]+\.\w+)\b.{0,60}\b(?:for sale|expired|parked)|buy this domain"
        r"|this account has been suspended",
        r"if you see this page, the|this is the default (?:welcome )?page",
    ),
}
BEFORE = (
    r"(?:oops|ups|vaya|hoppla|desculpe|lo sentimos|désolée?|nous sommes désolés|leider|entschuldigung"
    r"|siamo spiacenti|ой"
    r"|ojej|oj|ups!?|ojdå|fel|fejl|feil|fout|virhe|błąd|chyba|hata|hiba|eroare|σφάλμα|помилка|lỗi|خطأ|त्रुटि|錯誤|错误"
    r"|抱歉|很抱歉|申し訳(?:ございません|ありません)(?:が)?|fehler|erreur|errore|erro|ошибка|エラー|sorry"
    r"|error|whoops|uh[- ]?oh|hmm+|http|status|code|\d{3}|[\W_])*"
)
AFTER = r"(?:error|\d{3}|[\W_])*"
HEADING_OF = {kind: re.compile(f"{BEFORE}(?:{'|'.join(each)}){AFTER}", re.I) for kind, each in HEADINGS.items()}
LEAD = (
    r"(?:(?:oops|sorry|whoops|lo sentimos|désolés?|leider|entschuldigung|siamo spiacenti|抱歉|we(?:['’]re"
    r"| are) (?:very )?sorry|unfortunately)[\s,.!;:，–—-]*(?:but )?)*"
)
LINE_OF = {kind: re.compile(f"{LEAD}(?:{'|'.join(each)})", re.I) for kind, each in LINES.items()}


def band(tree: Any) -> str:
    """The words of a band or heading within a page that says that it was not found; empty if there is none."""
    for part in tree.iter(*BANDS):
        words = " ".join("".join(islice(part.itertext(), MAX_BAND_PIECES)).split())
        if len(words) <= MAX_BAND_CHARS and _is_band(words):
            marks = " ".join(f"{each.get('class') or ''} {each.get('id') or ''}" for each in (part, part.getparent()))
            if part.tag in HEADED or BAND.search(marks):
                return words
    return ""


def _is_band(words: str) -> bool:
    """Whether words are a notice that a page was not found, and no other heading of one word."""
    return len(words) > len("gone") - words.isdigit() and HEADING_OF[NOT_FOUND].fullmatch(words.strip()) is not None


def notice(heading: str, title: str, text: str, *, is_dated: bool, band: str = "") -> str:
    """What a page is if it is a notice; empty if it may be a story. `is_dated`: it names a day or an author."""
    lines = [line for line in text.split("\n") if line.strip()] if len(text) <= MAX_SHORT_CHARS else []
    found = [_kind_of_line(line) for line in lines]
    if lines and all(found):
        return found[0]
    if is_dated:
        return ""
    headed = next((kind for words in _headings(heading, title) if (kind := _kind_of_heading(words))), "")
    if not headed and (band or _is_band(text.partition("\n")[0])):
        headed = NOT_FOUND
    if headed == LEGAL or (headed and len(text) <= MAX_HEADED_CHARS):
        return headed
    is_half = 2 * sum(map(bool, found)) >= len(found)
    return found[0] if lines and is_half and found[0] not in BOXES else ""


def _headings(heading: str, title: str) -> list[str]:
    """What may be a page's heading: that alone if it has one, or its title, with and without a site's name."""
    if heading and heading != title and " " in heading:
        return [heading]
    return [words for words in (heading, title, SEPARATOR.split(title)[0]) if words]


def _kind_of_heading(words: str) -> str:
    return next((kind for kind, pattern in HEADING_OF.items() if pattern.fullmatch(words.strip())), "")


def _kind_of_line(line: str) -> str:
    return next((kind for kind, pattern in LINE_OF.items() if pattern.match(line.strip())), "")
