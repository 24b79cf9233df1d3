"""What leftovers of a page say in languages other than English: whole lines, as patterns. Data alone.

German, Spanish, French, Italian, Portuguese, Dutch, the Nordic and Baltic languages, Polish, Czech, Hungarian,
Romanian, Turkish, Russian, Ukrainian, Greek, Arabic, Hebrew, Hindi, Indonesian, Vietnamese, Thai, Japanese, Chinese and
Korean; of Catalan, the South Slavic languages, Slovak, Persian, Urdu and Bengali what stands before links.
"""

READ_ALSO = (
    r"lesen sie (?:auch|mehr|dazu|hier)|lies auch|mehr (?:zum thema|dazu|hierzu|lesen)|auch interessant|siehe auch"
    r"|weiterlesen|passend dazu|das könnte sie (?:auch )?interessieren"
    r"|(?:lea|lee|leé|mira|mire|ver|vea) (?:también|además|más)|(?:le|te) puede interesar|sigue leyendo"
    r"|(?:à )?(?:lire|voir|écouter) (?:aussi|également|la suite)|sur le même sujet"
    r"|leggi (?:anche|di più|tutto)|vedi anche|potrebbe(?:ro)? interessart[ie](?: anche)?"
    r"|(?:leia|veja) (?:também|mais|ainda)|saiba mais|lees (?:ook|meer|verder)|zie ook"
    r"|läs (?:också|även|mer)|les også|læs også|lue myös|(?:czytaj|zobacz) (?:też|także|również|więcej)"
    r"|přečtěte si (?:také|více)|čtěte také|olvassa el ezt is|cite[sș]te și|ayrıca okuyun|lasi arī"
    r"|skaityk(?:ite)? taip pat"
    r"|читайте (?:также|ещ[её]|також)|διαβάστε (?:επίσης|ακόμη)|اقرأ أيض[اًا]+|קראו גם|यह भी पढ़ें|baca juga|xem thêm"
    r"|อ่านเพิ่มเติม|あわせて読みたい|関連(?:記事|ニュース)|相关(?:阅读|新闻)|相關(?:閱讀|新聞)|延伸(?:阅读"
    r"|閱讀)|관련 ?기사|ilgili haber(?:ler)?|bunu da okuyun|(?:همچنین|بیشتر|این را هم) بخوانید|در همین زمینه"
    r"|llegi(?:u|r) (?:també|més)|llegeix (?:també|més)|et pot interessar"
    r"|pročitaj(?:te)? (?:i|još|više|također|takođe)|čitajte (?:još|više)|прочитајте (?:и|још)"
    r"|(?:прочетете|вижте|виж) (?:още|също)|още по темата|(?:pre)?čítajte (?:si )?(?:tiež|aj)"
    r"|(?:pre)?berite tudi|preberite še|(?:یہ بھی|مزید) پڑھیں|আর[ওো] পড়ুন"
)
LINES = (
    r"[-–— ]*(?:anzeigen?|werbung|publicidad|publicité|pubblicità|publicidade|reklam[ae]?|annonse?|annonce|advertentie"
    r"|mainos|реклама|reklāma|hirdetés|διαφήμιση|إعلان|פרסומת|विज्ञापन|iklan|quảng cáo|โฆษณา|広告|广告|廣告"
    r"|광고)[-–— ]*[.:]?",
    rf"[▶►•» ]*(?:{READ_ALSO})(?:\s?[:：|»>].{{0,160}})?|[【\[](?:{READ_ALSO})[】\]].{{0,160}}",
    r"(?:jetzt |hier )?(?:unseren |den |zum |für den |kostenlosen? )*newsletter (?:abonnieren|bestellen"
    r"|anmelden)\b.{0,60}",
    r"(?:abonnieren|bestellen) sie\b.{0,60}\bnewsletter\b.{0,60}|melden sie sich\b.{0,60}\bnewsletter\b.{0,40}",
    r"(?:suscríbe(?:te|se)|suscríbase|apúntate|regístrate)\b.{0,60}\b(?:bolet[ií]n|boletines|newsletter"
    r"|canal)\b.{0,60}",
    r"(?:inscrivez-vous|abonnez-vous|s['’]inscrire|recevez)\b.{0,60}\b(?:newsletter|lettre d['’]info"
    r"|infolettre)\w*.{0,60}",
    r"(?:iscriviti|abbonati)\b.{0,60}\b(?:newsletter|canale)\b.{0,60}",
    r"(?:assine|inscreva-se|receba|cadastre-se)\b.{0,60}\b(?:newsletter|boletim|canal)\b.{0,60}",
    r"(?:meld je|schrijf je|abonneer je)\b.{0,60}\bnieuwsbrief\b.{0,40}|(?:prenumerera"
    r"|anmäl dig)\b.{0,60}\bnyhetsbrev\w*.{0,40}",
    r"zapisz się\b.{0,60}\bnewsletter\w*.{0,40}|подпи(?:шитесь|сывайтесь)\b.{0,60}\b(?:рассылк|канал"
    r"|telegram)\w*.{0,60}",
    r"(?:lesezeit|temps de lecture|lecture|tiempo de lectura|lectura|tempo di lettura|lettura|tempo de leitura|leitura"
    r"|leestijd|lästid|lesetid|læsetid|czas czytania|okuma süresi|время чтения|час читання)"
    r"\s?:? ?\d{1,3} ?(?:min\w{0,6}|dk|dakika|мин\w{0,3}|хв\w{0,6})\.?"
    r"|\d{1,3} ?min(?:uten?|utos?|utes|uti)?\.? (?:lesezeit|de lecture|de lectura|di lettura|de leitura|leestijd"
    r"|lästid|lesetid|læsetid|okuma süresi)",
    r"(?:メールマガジン|ニュースレター)(?:に|の|を)?(?:登録|購読|申し込).{0,20}",
    r"(?:artikel )?(?:teilen|drucken|merken|versenden|vorlesen)|kommentieren|compartir|imprimir|guardar"
    r"|partager|imprimer"
    r"|condividi|stampa|compartilhar|delen|afdrukken|dela artikeln|udostępnij|поделиться|シェア(?:する)?|印刷"
    r"|分享|공유하기|مشاركة",
    r"fehler (?:melden|gefunden\??.{0,60})|(?:reportar|avisar de) (?:un )?error.{0,40}|signaler une (?:erreur"
    r"|faute).{0,40}"
    r"|segnala (?:un )?errore.{0,40}|zgłoś błąd.{0,40}|сообщить об ошибке.{0,40}|ziņot par kļūdu.{0,60}",
    r"[［\[]?有料会員限定[］\]]?.{0,60}|この記事は(?:有料)?会員限定です.{0,60}|残り\s?\d+文字.{0,60}",
    r"alle rechte vorbehalten\.?|todos los derechos reservados\.?|tous droits réservés\.?|tutti i diritti riservati\.?"
    r"|todos os direitos reservados\.?|無断転載.{0,20}|版权所有.{0,40}|무단 ?전재.{0,40}",
    r"(?:foto|fotos|quelle|fuente|fotografía|crédit photo|fonte|zdjęcie|kuva|фото|写真|照片"
    r"|사진)s? ?[:：] ?[^.!?。]{1,80}",
)
COMMENT_SECTIONS = (
    r"(?:\d+ )?(?:leser)?(?:kommentare|comentarios|commentaires|commenti|comentários|reacties|kommentarer|kommentit"
    r"|komentarze|komentáře|hozzászólások|comentarii|yorumlar|komentāri|komentarai|комментарии|коментарі|σχόλια"
    r"|التعليقات"
    r"|תגובות|टिप्पणियाँ|komentar|bình luận|ความคิดเห็น|コメント|评论|評論|댓글)(?: ?[(（]?\d+[)）]?)?:?",
    r"kommentar (?:schreiben|verfassen|hinterlassen|abgeben)|schreiben sie einen kommentar|diskutieren sie mit[.!]?"
    r"|(?:deja|escribe|añade) (?:un|tu) comentario|(?:laisser|ajouter|écrire) un commentaire|lascia un commento"
    r"|deixe (?:um|seu) comentário|plaats een reactie|skriv en kommentar|dodaj komentarz|оставить комментарий"
    r"|コメントを(?:書く|投稿する|残す)|发表评论|댓글 ?(?:쓰기|작성)",
)
LIST_TITLES = (
    r"(?:am )?meist(?:en)? ?gelesen(?:e artikel)?:?|verwandte (?:artikel|themen):?|mehr aus .{1,40}:"
    r"|weitere (?:artikel|themen|meldungen|nachrichten)(?: .{1,30})?:?|mehr zum thema:?",
    r"(?:lo )?más (?:leído|leídas|visto|noticias)s?:?|(?:noticias|notas|artículos|contenidos?) relacionad[ao]s?:?",
    r"les plus (?:lus|lues|populaires):?|(?:articles|sujets) (?:liés|similaires):?|sur le même (?:sujet|thème):?",
    r"(?:i )?più letti:?|articoli correlati:?|(?:as )?mais lidas:?|(?:notícias|matérias) relacionadas:?"
    r"|meest gelezen:?",
    r"mest (?:läst|lest|læst)a?:?|najczęściej czytane:?|самое читаемое:?|популярное:?|по теме:?|الأكثر قراءة",
    r"人気記事(?:ランキング)?|アクセスランキング|関連(?:記事|ニュース)|热门(?:新闻|文章)|相关(?:新闻|文章)"
    r"|많이 본 뉴스|관련 ?기사",
)
# Words of a class, one after the other, in letters of ASCII.
BLOCK_NAMES = (
    r"anzeigen?|werbung|publicidad|publicite|pubblicita|publicidade|reklama?"
    r"|lesen sie auch|lies auch|mehr zum thema|meist ?gelesen|verwandte artikel"
    r"|lea tambien|mas leid[ao]s|te puede interesar|(noticias|notas|articulos) relacionad[ao]s"
    r"|(a )?lire aussi|plus lus|sur le meme sujet|leggi anche|piu letti|articoli correlati|leia (tambem|mais)"
    r"|mais lidas|noticias relacionadas|lees ook|meest gelezen|kommentarbereich|comentarios|commentaires"
)
