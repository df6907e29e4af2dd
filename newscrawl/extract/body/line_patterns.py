"""Patterns of lines that surround a text without being part of it: labels, buttons, adverts, headings of what comes after.

A pattern tells a line by its words alone. :mod:`newscrawl.extract.body.boilerplate` decides where the pattern counts.
"""

from __future__ import annotations

import re
from typing import Final

MAX_RIGHTS_CHARS: Final = 400
"""Length of a copyright notice at most."""

AFTER_TEXT: Final = re.compile(
    r"^(?:Ý kiến(?: bạn đọc| của bạn)?|Bình luận|Phản hồi|Gửi (?:ý kiến|bình luận|phản hồi)|Thảo luận|Tên của bạn|Từ khóa|Từ khoá|Tags?|Labels?|(?:Related |More )?Topics?|Keywords?|Comments?|(?:Leave|Post|Add|Write) a (?:reply|comment)"
    r"|Chia sẻ(?: bài viết)?|Về tác giả|Bản quyền|Copyright(?: ©| \(c\)| \d{4}|$)|Join the (?:conversation|discussion)|Be the first to comment|Comments are closed|Your email address will not"
    r"|(?:\d+ )?(?:Kommentare?|Commentaires?|Comentarios?|Comentários?|Commenti|Responses?|Replies|Comments?)|(?:One|\d+) thoughts? on|Dej[aá] (?:(?:un|tu) comentario|una respuesta)|Laisser un commentaire"
    r"|Schreibe? einen Kommentar|Kommentar (?:schreiben|verfassen|hinterlassen)|Share this|Support (?:[\w'’.]+ ){1,4}(?:journalism|reporting|newsroom)|Make (?:a )?(?:contribution|donation)|Categor(?:y|ies)|About (?:the|this) author|About the writer|(?:(?:This )?(?:page|site|document) )?(?:was )?(?:first |last )?(?:posted|published|updated|modified|revised|reviewed|submitted)(?: (?:on|at|by))?\b[^.!?]*\d|More (?:from|on|in) [^.!?]*$|Most popular$|Recommended$|Trending(?: now)?$"
    r"|(?:What to )?Read next$|Up next$|Editor[’']?s[’']? picks?$|(?:This|The) (?:article|story|content) is (?:for|only|available|reserved)|To (?:continue|keep|go on) reading|Already a (?:subscriber|member)|Über den Autor|Über die Autorin|Sign up|Filed under|Tagged|Posted in|Find this (?:article|story|page) (?:at|online)"
    r"|Ähnliche (?:Beiträge|Artikel)|Das könnte (?:Sie|dich) auch interessieren|À lire aussi|Lire aussi|Artículos relacionados|Schlagw[oö]rte?r?|Mots[- ]clés|Etiquetas)\b",
    re.IGNORECASE,
)
"""Headings of what comes after an article: comments, tags, author boxes, other articles."""

AFTER_TEXT_ABROAD: Final = re.compile(
    r"(?:Reacties|Lees (?:ook|meer|verder)|Gerelateerd|Meer over|Kommentarer|Läs (?:också|mer|även)|Les (?:også|mer)|Læs (?:også|mere)|Lue (?:myös|lisää)|Kommentit|Leggi anche|Articoli correlati|Potrebbe interessarti|Leia (?:também|mais)|Veja também"
    r"|Notícias relacionadas|Noticias relacionadas|Te puede interesar|Lea también|Le[ée] (?:también|además)|Sur le même (?:sujet|thème)|Mehr zum Thema|Lesen Sie (?:auch|mehr)|Czytaj (?:także|też|również|więcej)|Zobacz (?:także|też|również|więcej)|Powiązane|Polecane|Komentarze|Wasze komentarze|Tagi"
    r"|Související|Mohlo by vás zajímat|Čtěte (?:také|více)|Diskuse|Štítky|Súvisiace|Diskusia|Kapcsolódó|Hozzászólások|Címkék|Ajánlott|Citește și|Citiți și|Etichete|Comentarii|Povezane?|Komentari|Pročitajte|Preberite|Oznake"
    r"|İlgili (?:haberler|içerikler)|Yorumlar|Etiketler|Baca juga|Berita terkait|Komentar|Artikel terkait|Читайте также|Читайте (?:також|ще)|Смотрите также|Комментарии|Коментарі?|Теги|Етикети|Ключевые слова|По теме|Материалы по теме|Похожие|Вижте (?:още|също)|Виж (?:още|също)|Прочетете|Още по темата"
    r"|Διαβάστε (?:επίσης|ακόμα|περισσότερα)|Σχετικά|Σχόλια|Ετικέτες|اقرأ أيضا|اقرأ ايضا|اقرأ المزيد|مواضيع ذات صلة|أخبار ذات صلة|التعليقات|تعليقات|קראו גם|תגובות|関連(?:記事|ニュース|リンク)|あわせて読みたい|コメント|관련 ?기사|댓글|相关(?:阅读|新闻|文章|链接|报道)|相關(?:新聞|文章|報導)|延伸(?:阅读|閱讀)|เรื่องที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง|推荐阅读|推薦閱讀|网友评论)\b",
    re.IGNORECASE,
)
"""The same in languages of the world. Many of them head boxes within a text, too, so they count only where no text follows."""

COMMENTS_HEADING: Final = re.compile(
    r"(?:\d+|one|no) (?:comments?|responses?|replies|thoughts? on|Kommentare?|commentaires?|comentarios?|comentários?|commenti|bình luận)\b"
    r"|(?:Comments?|Leave a (?:reply|comment)|Bình luận|Ý kiến bạn đọc)\W*\d*\W*$|Support (?:[\w'’.]+ ){1,4}journalism\b",
    re.IGNORECASE,
)
"""The surest of them: readers write what comes after, however long it is."""

RIGHTS: Final = re.compile(
    r"(?:(?:™ & )?©|\(c\) ?\d{4}|Copyright\b|All rights reserved\b).*(?:rights reserved|permission|redistribut|prohibited)",
    re.IGNORECASE | re.DOTALL,
)
"""A copyright notice."""

RIGHTS_FIRST_CHARS: Final = frozenset("©(Cc™A")
"""The characters a copyright notice can begin with: a cheap test before the pattern."""

PROMOTION: Final = re.compile(
    r"^[\s\[(*•>»–-]*(?:(?:Read (?:more|also|next)|Also read|See also|More|Related|Watch|Video|Read|Listen|Recommended|Our Standards|Don[’']t miss|Lesen Sie (?:auch|hier)|Mehr zum Thema|Lesetipp|[ÀA] lire(?: aussi)?|Lire aussi"
    r"|Voir aussi|Lea también|Lee también|Te puede interesar|Leia (?:também|mais)|Veja também|Leggi anche|Lees ook|Читайте также|Baca juga|Czytaj (?:także|też|również)|Zobacz także|Čtěte také|Läs (?:också|mer)|Les også|Læs også|Lue myös|Lasīt arī|Olvassa el)\s*[:：>»|–-]"
    r"|(?:(?:This|The) (?:story|article|page|site|document)|Page|Content) (?:was )?(?:originally|first|last) (?:published|posted|updated|modified|revised|reviewed)\b[^.!?]*\d"
    r"|This (?:post|article|page|site|story|website) (?:may )?contains? affiliate links|As an Amazon Associate\b|(?:Some|All) (?:of the )?links (?:in|on) this\b"
    r"|TEXT AD\b|Published in (?:The )?(?:[A-Z]\w+ ){0,4}[A-Z]\w+, (?:on )?(?:[A-Z]\w+ \d|\d{1,2} [A-Z])[^.!?]{0,16}$"
    r"|Riproduzione riservata|Todos los derechos reservados|Alle Rechte vorbehalten|Tous droits réservés|Todos os direitos reservados|Wszelkie prawa zastrzeżone"
    r"|You have \d[\d.,]* ?% of this|Il vous reste [\d.,]+ ?% de cet article"
    r"|More from (?!the\b)[^.!?:]{2,60}:|Questions\? Comments\?|Get (?:e-?mail |news )?alerts\b|Devenez fan|Suivez[- ](?:nous|moi)|Folg(?:en Sie|t|e) uns|S[íi]guenos|Seguici|Siga-nos|Polub |Obserwuj nas|Volg ons"
    r"|Följ oss|Følg oss|Seuraa meitä|Kövess(?:en)? minket|Подпи(?:шитесь|сывайтесь)|Присоединяйтесь к|Читайте нас|Ikuti kami"
    r"|Sign up (?:for|to|here|now)|Subscribe (?:to|now|here)|Click here|Follow (?:us|me|our|@|\S+(?: \S+)? on |\S+[’'](?:s )?(?:\S+ )?coverage )|Like us on|Join (?:us on|our (?:newsletter|mailing|channel))|Download (?:the|our) app|Get (?:the|our) .{0,40}newsletter"
    r"|(?:Story|Article) continues (?:below|after)|Continue reading|Scroll (?:down )?(?:for|to)|Scroll ke bawah|Lanjutkan membaca|Contin[úu]a (?:leyendo|después|depois|lendo)|Sigue leyendo|Continue lendo|La suite après|L['’]article continue|Share (?:this|on|via)\b|View this post on|A post shared by|Please enable|To view this video|Your browser (?:does not|doesn[’']t)|JavaScript (?:is|must)|You need to enable|Loading\W*$"
    r"|(?:Photo|Image|Picture|Photograph|(?:Header|Cover|Lead|Featured|Top) (?:image|photo)|Surs[aă] foto|Zdroj foto|Foto|Fotos|Bild|Crédit photo|Photo credit|Image credit|Image copyright|Image caption)s?\s*(?:by\b|[:：©])|©|All rights reserved|Copyright\s*(?:©|\(c\)|\d{4}|by\b|:))",
    re.IGNORECASE,
)
"""Lines that ask the reader to read, watch, share or pay for something, or that name a picture."""

STEP: Final = re.compile(r"(?:Sign up|Subscribe|Click here)\b(?:\W*\w+){4}", re.IGNORECASE)
"""Beginnings of a promotion that the steps of a guide have, too; they say more than a button does."""

OFFERED: Final = re.compile(
    r"\b(?:newsletters?|inbox|e-?mails?|alerts?|updates?|briefings?|digest|podcast|channel|app|our|us|free|premium|today|now|latest|more|stories|articles?|news|coverage|daily|weekly|monthly|whatsapp|telegram|youtube)\b",
    re.IGNORECASE,
)
"""Words of what a newspaper offers."""

CREDIT: Final = re.compile(r"Photo|Image|Picture|Foto|Bild|Cr[eé]dit|©|Getty|Reuters|AFP", re.IGNORECASE)
"""Beginnings of a picture's credit."""

MACHINE_NOTE: Final = re.compile(
    r"(?:NEW ?)?You can now listen to\b|The audio (?:version|of) (?:of )?(?:this|the) (?:article|story)\b[^.]*\b(?:generated|AI)\b"
    r"|This (?:audio|podcast|summary) (?:is|was) (?:auto|AI|generated|created|produced)|This is (?:an )?AI[- ]generated\b|(?:This )?(?:AI|Machine)[- ]generated (?:summary|summari[sz]ation|audio|voice)\b"
)
"""Notes on a summary or a voice that a machine made."""

SIGN_UP_SENTENCE: Final = re.compile(
    r"(?:^|[.!?…] )(?:You can )?(?:Sign up|Subscribe|Register|Join|Get|Click|Tap|Follow|Download|Try|Receive|Anmelden|Abonnieren|Inscrivez-vous|Abonnez-vous|Recevez|Rejoignez|Suscríb[ea]te|Únete|Recib[ea]|Recibí|Sum[aá]te|Siga|Sigue|Segu[ií]|Assine|Inscreva-se"
    r"|Receba|Clique|Participe|Entre|Iscriviti|Ricevi|Unisciti|Dapatkan|Mari|Ikuti|Gabung|Simak|Meld je aan|Schrijf je in|Ontvang|Zapisz się|Dołącz)\b[^.!?]{0,140}\b(?:newsletters?|inbox|briefing|emails?|e-mails?|boletín|correo|boletim|canal|channel|WhatsApp|Telegram"
    r"|saluran|aplikasi|app|infolettres?|courriels?|nieuwsbrief|kanału)\b[^.!?]{0,120}[.!?]?\W*(?:\w[^.!?]{0,60}[.!?]?)?$"
)
"""The last sentence of a paragraph that offers a newsletter, a channel or a programme of the newspaper."""

SIGN_UP: Final = re.compile(
    r"(?:Sign up|Subscribe|Join (?:our|the)\b.{0,40}\b(?:list|newsletter|community)|Get (?:the|our) .{0,40}(?:newsletter|briefing|inbox)|Newsletter|Đăng ký (?:nhận|bản) tin)\b",
    re.IGNORECASE,
)
"""Beginnings of the heading of a box that asks the reader to subscribe."""

WHOLE_LINE: Final = re.compile(
    r"(?:\d+ (?:of|/) \d+|\d(?:[.,]\d{1,2})? ?(?:von|out of|of|sur|de|di|van|/) ?5 ?(?:Sternen?|stars?|étoiles?|estrellas|estrelas|stelle|sterren)?(?: ?\(.{1,40}\)?)?|Ads?|Advertisement|Advertising|Advertorial|Sponsored|Story continues|Listen|Listen to (?:this )?(?:article|story)|Watch|Watch now|Follow|Subscribe|Sign (?:in|up)|Log in|Register|Reply|Like|Read more|See more|Show more|Load more"
    r"|View comments|(?:hide|toggle) caption|Enlarge(?: this)? image|Click to enlarge|Skip(?: to| past)? (?:content|newsletter promotion|advertisement)|Story highlights|Article content|H[ií]rlevél feliratkozás|(?:Featured|Top|Latest|More|Trending|Related|Recommended) (?:stories|videos)|Video transcript|Text size|Font size|Reset|The-CNN-Wire|END|Anzeige|Werbung|Reklam[ae]?|Hirdetés|Реклама|Annons|Annon[cs]e|Mainos|Advertentie|Iklan|Publicitate|广告|廣告|広告|광고|Publicité|Publicidad|Pubblicità|Quảng cáo|Share|Tweet|Print|E-?mail|Save|Copy link|The Trust Project|Loading\W*|Next|Previous|Play|Close|Menu|Back to top|Nach oben|Image|Photo|Getty Images|Reuters|AFP)",
    re.IGNORECASE,
)
"""Words that make a line boilerplate if they are the whole line: buttons, adverts, agencies."""

TOOLBAR: Final = re.compile(
    r"(?:\W*\b(?:Print|E-?mail|Share|Tweet|Save|PDF|Listen|Facebook|Twitter|LinkedIn|WhatsApp|Pinterest|Reddit|Copy link|Comments?|Follow|Subscribe)\b\W*)+"
    r"|\W*(?:(?:Estimated )?reading time|Lesezeit|Temps de lecture)?\W*\d+[ -]?min(?:ute[ns]?|uut|uti)?\W*(?:read(?:ing)?(?: time)?|de lecture|de lectura|di lettura|Lesezeit)?\W*",
    re.IGNORECASE,
)
"""Lines of a toolbar (print, share and the like), and the reading time."""

RULES_PATH: Final = re.compile(
    r"guidelines|/(?:privacy|terms|rules|moderation|comment-?policy|house-?rules|netiquette|regulamin|aviso-legal|normas|charte)\b",
    re.IGNORECASE,
)
"""Addresses of the rules for readers who comment."""

SOURCE_ITEM: Final = re.compile(r"(?:Sources?|Via|Quellen?|Fonte|Fuente)\s*:?", re.IGNORECASE)
"""The label of an entry below a text that only links to where the news comes from."""

MAX_SOURCE_LABEL_CHARS: Final = 10
"""Characters of such an entry outside its links."""

SEPARATOR_LINE: Final = re.compile(r"(?:[*•·●◆■□▪~_=#⁂❖❦+<>«»‹›—–-]\s*){1,40}")
"""A line of signs between two parts of a text."""

BYLINE: Final = re.compile(
    r"(?:By|Von|Par|Por|Di|Door|Av)\s+[A-ZÀ-Þ]|(?:Posted|Published|Updated|Written|Submitted)\b[^.!?]*(?:\d|\bby\b)",
    re.IGNORECASE,
)
"""Beginnings of a line that names the author or the time."""

POSTED_HEADING: Final = re.compile(r"(?:Posted|Published|Written|Submitted|Đăng)\s+(?:by|on|bởi)\b", re.IGNORECASE)
"""The beginning of a heading above the text that names the author or the time."""

SOURCE_LINE: Final = re.compile(
    r"(?:Sources?|Fuentes?|Fontes?|Quellen?|Sumber|Bron|Źródło|Zdroj|Kilde|Källa|Kaynak|Πηγή|Источник|Джерело|المصدر|מקור|स्रोत|সূত্র|ที่มา|出典|来源|來源|출처)\s*[:：]\s*\S.{0,60}",
    re.IGNORECASE,
)
"""The last line with the source of a text on a page that is not Vietnamese: ``Source: CNA/id(ru)``."""

INITIALS: Final = re.compile(
    r"\((?:[A-Za-z]{2,5}|[A-Z]\.[A-Z]\.)(?:\s?[/*-]\s?[A-Za-z]{2,5})*\)|[A-Z]{2,3}|[a-z]{2,4}(?:\s?/\s?[A-Za-z]{2,5})+|[A-Z]{2,5}(?:/[A-Za-z]{2,5})+"
)
"""The signs of a writer and an editor as the last line: ``(rwd/asl)``, ``MQ``, ``dpa/ab``."""

CLOCK: Final = re.compile(
    r"\d{1,2}\s?(?:h|m|d|hrs?|min(?:ute)?s?|hours?|days?)\.? ago|\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?"
    r"|\d{1,2}[:hg]\d\d\W{1,4}(?:ngày )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?\W{1,4}\d{1,2}[:hg]\d\d|\d{1,2}[hg]\d\d"
)
"""A time of day as a whole line, perhaps with the day: the time of an entry in a live report."""

LINE_UP: Final = re.compile(
    r"(?:Đội hình(?: xuất phát| ra sân| thi đấu)?|Ghi bàn|Bàn thắng|Thẻ (?:vàng|đỏ)|Tỷ số|Thông số)\b.{0,60}$|[^:,.]{3,40}:(?:[^:,.]{3,40},){5}",
    re.IGNORECASE,
)
"""The facts of a match below the report: goals, cards, and the names of a team."""
