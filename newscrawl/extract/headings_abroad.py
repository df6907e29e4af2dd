"""Headings of related links in languages other than Vietnamese and English, with the relation that each one names.

A heading is a phrase of the table, or such a phrase and at most a few words behind it: "Meistgelesen in Wirtschaft". Some phrases need
a name behind them: "Mehr aus Wirtschaft".
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.items import Relation

MAX_REST_CHARS: Final = 24
"""A heading has at most so many characters behind the phrase: the name of a section, or "today"."""

MAX_PHRASE_WORDS: Final = 6
"""No phrase has more words."""

JAPANESE_SECTIONS: Final = "社会 政治 経済 国際 国内 地域 地方 スポーツ エンタメ 科学 文化 暮らし ライフ くらし 医療 教育 事件 ビジネス IT トップ".split()  # noqa: SIM905 - a list of words reads better so
"""Names of sections before の in the headings of their lists: 社会の最新ニュース."""

MIN_WORD_CHARS: Final = 10
"""A phrase of one word is a heading with more words behind it only if it has so many characters: "Meistgelesen heute"."""

_PHRASES: Final[dict[Relation, str]] = {
    "see_also": """
        lesen sie auch|lesen sie mehr|lesen sie dazu|lies auch|mehr lesen|auch interessant|lesetipps|siehe auch|weiterlesen
        lire aussi|à lire aussi|lisez aussi|lisez également|à lire|à lire ailleurs|a lire aussi|lire également|à lire également|voir aussi|à voir aussi|lire la suite|pour aller plus loin|et aussi
        mirá también|mira también|mire también|mira|mirá|leé también|leé más|leé además|lee además|además|también lee|te recomendamos leer|lea más|conoce más|lea también|lee también|leer también|le puede interesar leer|ver también|vea también|leer más|lee más
        leggi anche|leggi pure|vedi anche|per approfondire|approfondisci
        leia também|leia mais|ler também|veja também|veja mais|saiba mais|ler mais|confira também
        lees ook|lees meer|bekijk ook|lees verder|zie ook
        czytaj także|czytaj też|czytaj również|przeczytaj także|przeczytaj też|przeczytaj również|zobacz także|zobacz też|zobacz również|czytaj więcej
        čtěte také|čtěte i|čtěte též|přečtěte si také|přečtěte si|mohlo by vás zajímat číst|číst dále|čítajte tiež|prečítajte si
        baca juga|baca pula|simak juga|lihat juga|baca selengkapnya
        läs också|läs även|läs mer|se också|les også|les mer|se også|læs også|læs mere
        lue myös|lue lisää|katso myös|olvassa el|olvassa még|ezt is olvassa el|lásd még
        bunları da okuyun|bunu da okuyun|ayrıca okuyun|ayrıca bakınız|devamını oku
        διαβάστε επίσης|διαβάστε ακόμη|διαβάστε ακόμα|δείτε επίσης|διαβάστε περισσότερα
        читайте также|читайте ещё|читать также|смотрите также|читать дальше|читайте по теме
        читайте також|читайте ще|дивіться також|читати далі
        прочетете още|вижте още|čitajte i|pročitajte i|pročitajte još|preberite tudi|preberite še|citește și|citeşte şi|citiți și|vezi și
        あわせて読みたい|合わせて読みたい|こちらもおすすめ|延伸阅读|延伸閱讀|扩展阅读|推荐阅读
        함께 읽으면 좋은 기사|같이 보면 좋은 기사|อ่านเพิ่มเติม|อ่านต่อ|อ่านข่าวต่อ
        اقرأ أيضا|اقرأ أيضاً|إقرأ أيضا|إقرأ أيضاً|اقرأ المزيد|شاهد أيضا|شاهد أيضاً
        go deeper|dig deeper|read this next|read on|basahin din|basahin|soma pia|soma zaidi|baca lagi|baca lebih lanjut
        קראו גם|קראו עוד|קרא גם|לקריאה נוספת|بیشتر بخوانید|همچنین بخوانید|یہ بھی پڑھیں|مزید پڑھیں|আরও পড়ুন|আরো পড়ুন|மேலும் படிக்க|இதையும் படிக்க|இதையும் படியுங்கள்|ఇది కూడా చదవండి|ఇవి కూడా చదవండి|ಇದನ್ನೂ ಓದಿ|ഇതും വായിക്കുക|ഇതും വായിക്കൂ|આ પણ વાંચો|ਇਹ ਵੀ ਪੜ੍ਹੋ|อ่านข่าวที่เกี่ยวข้อง|อ่านข่าวเพิ่มเติม|हे ही वाचा|वाचा
        यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|और पढ़ें
    """,
    "related": """
        ähnliche artikel|ähnliche beiträge|ähnliche themen|verwandte artikel|verwandte beiträge|das könnte sie auch interessieren|das könnte sie interessieren|das könnte dich auch interessieren|auch interessant für sie
        empfohlene artikel|empfehlungen|empfehlungen für sie|weitere artikel|weitere nachrichten|passend zum artikel|für sie empfohlen|mehr davon
        articles liés|articles similaires|articles connexes|articles associés|articles recommandés|vous aimerez aussi|vous pourriez aussi aimer|cela peut vous intéresser|ça peut vous intéresser|ces articles peuvent vous intéresser|vous serez aussi intéressé|recommandé pour vous|nos recommandations|à ne pas manquer|autres articles
        noticias relacionadas|notas relacionadas|artículos relacionados|contenido relacionado|contenidos relacionados|relacionadas|relacionados|te puede interesar|le puede interesar|también te puede interesar|te recomendamos|le recomendamos|recomendados|recomendadas|te podría interesar|más noticias|más artículos|no te pierdas|no se pierda
        articoli correlati|notizie correlate|contenuti correlati|correlati|potrebbe interessarti|ti potrebbe interessare|potrebbe interessarti anche|potrebbero interessarti|consigliati|consigliati per te|altri articoli|altre notizie|da non perdere
        notícias relacionadas|artigos relacionados|matérias relacionadas|conteúdo relacionado|relacionadas|relacionados|você pode gostar|também lhe pode interessar|pode interessar-lhe|poderá gostar|recomendados|recomendadas|sugestões|mais notícias|não perca
        gerelateerde artikelen|gerelateerd nieuws|gerelateerd|gerelateerde berichten|vergelijkbare artikelen|dit vind je misschien ook interessant|misschien ook interessant|aanbevolen|aanbevolen artikelen|ook interessant|meer nieuws|niet te missen
        powiązane artykuły|powiązane|podobne artykuły|podobne|polecane|polecamy|warto przeczytać|może cię zainteresować|zainteresuje cię|mogą cię zainteresować|rekomendowane|inne artykuły|więcej wiadomości
        související články|související|podobné články|mohlo by vás zajímat|mohlo by vás také zajímat|doporučujeme|doporučené články|súvisiace články|podobné články|odporúčame|mohlo by vás zaujímať
        berita terkait|artikel terkait|berita lainnya|artikel lainnya|baca berita terkait|rekomendasi|rekomendasi untuk anda|mungkin anda suka|pilihan untukmu|pilihan redaksi|terkait|berita rekomendasi|berita berkaitan|artikel berkaitan
        relaterat|relaterade artiklar|liknande artiklar|du kanske också gillar|rekommenderas|rekommenderat|fler artiklar|fler nyheter|missa inte|relatert|relaterte artikler|relaterte saker|anbefalt|anbefales|flere saker|flere nyheter|relateret|relaterede artikler|anbefalede artikler|andre læser også|andre læste også|flere artikler|måske er du også interesseret i
        aiheeseen liittyvää|aiheeseen liittyvät|liittyvät artikkelit|suosittelemme|saatat pitää myös|kiinnostaisiko myös tämä
        kapcsolódó cikkek|kapcsolódó cikk|kapcsolódó hírek|kapcsolódó tartalmak|kapcsolódó|ajánlott cikkek|ajánlott|ajánljuk|ajánló|ez is érdekelheti|ezek is érdekelhetik|hasonló cikkek|további cikkek|további hírek
        ilgili haberler|ilgili yazılar|ilgili konular|ilgili içerikler|benzer haberler|benzer yazılar|ilginizi çekebilir|ilgini çekebilir|ilginizi çekecek haber|bunlar da ilginizi çekebilir|önerilen haberler|önerilenler|sizin için seçtiklerimiz|diğer haberler
        σχετικά άρθρα|σχετικές ειδήσεις|σχετικά θέματα|σχετικά|προτεινόμενα|προτείνουμε|μπορεί να σας ενδιαφέρει|ίσως σας ενδιαφέρει|περισσότερα νέα
        похожие статьи|похожие новости|похожие материалы|связанные новости|рекомендуем|рекомендуемое|вам может быть интересно|вам может понравиться|другие новости|ещё новости|еще новости|может быть интересно|смотреть ещё
        схожі новини|схожі статті|схожі матеріали|пов'язані новини|пов’язані новини|пов'язані статті|рекомендуємо|рекомендовані новини|вас може зацікавити|вам може бути цікаво|інші новини
        свързани новини|свързани статии|препоръчваме|povezane vijesti|povezano|povezani članki|sorodne novice|sorodni članki|preporučujemo|preporučeno|povezane vesti|articole similare|articole asemănătoare|știri similare|te-ar putea interesa|recomandări
        関連記事|関連ニュース|関連する記事|おすすめ記事|おすすめ|おすすめの記事|あなたにおすすめ|あなたにおすすめの記事
        相关新闻|相關新聞|相关阅读|相關閱讀|相关文章|相關文章|相关报道|相關報導|相关推荐|相關推薦|猜你喜欢|猜你喜歡|为你推荐|為你推薦|推荐新闻|推薦新聞|推荐文章|推薦文章|你可能感兴趣|你可能感興趣|您可能感兴趣|您可能喜歡
        관련기사|관련 기사|관련뉴스|관련 뉴스|추천기사|추천 기사|추천뉴스|추천 뉴스|당신을 위한 추천|이런 기사 어때요
        ข่าวที่เกี่ยวข้อง|เรื่องที่เกี่ยวข้อง|บทความที่เกี่ยวข้อง|เนื้อหาที่เกี่ยวข้อง|ข่าวแนะนำ|บทความแนะนำ|เรื่องแนะนำ|คุณอาจสนใจ
        أخبار ذات صلة|اخبار ذات صلة|مواضيع ذات صلة|مقالات ذات صلة|موضوعات ذات صلة|ذات صلة|مواضيع متعلقة|أخبار متعلقة|قد يعجبك أيضا|قد يعجبك أيضاً|قد يهمك|قد يهمك أيضا|نرشح لك|موضوعات متعلقة
        in case you missed it|editors' picks|editors’ picks|editor's picks|editor’s picks|more to read|more for you|more top stories|more coverage|next story in|other stories|from around the web
        כתבות קשורות|כתבות נוספות|כתבות שאולי פספסתם|אולי פספסתם|אולי יעניין אותך|מומלצים|המומלצים|مطالب مرتبط|اخبار مرتبط|متعلقہ خبریں|সম্পর্কিত খবর|সম্পর্কিত|தொடர்புடைய செய்திகள்|এ সম্পর্কিত আরও খবর|kaugnay na balita|habari zinazohusiana
        संबंधित खबरें|संबंधित ख़बरें|संबंधित समाचार|संबंधित लेख|संबंधित|आपके लिए|आपको यह भी पसंद आ सकता है
    """,
    "same_topic": """
        mehr zum thema|zum thema|alles zum thema|lesen sie mehr zum thema
        sur le même sujet|sur le même thème|dans le même dossier
        más sobre este tema|sobre este tema|más sobre el tema|en este tema|mais sobre este assunto|mais sobre o assunto|sobre o mesmo tema|mais sobre este tema|sullo stesso argomento|sullo stesso tema|sul tema
        meer over dit onderwerp|over dit onderwerp|więcej na ten temat|na ten temat|w temacie|k tématu|více k tématu|k téme|viac k téme
        mer om ämnet|om ämnet|mer om emnet|mer om saken|mere om emnet|lisää aiheesta|aiheesta lisää|témában|a témában|további cikkek a témában
        bu konuda|konuyla ilgili|για το ίδιο θέμα|по теме|материалы по теме|новости по теме|ещё по теме|еще по теме|по этой теме|за темою|матеріали за темою|новини за темою|більше за темою|по темата|na istu temu|pe aceeași temă
        עוד בנושא|בנושא זה|このトピック|このテーマの記事|相关专题|相關專題|이 주제의 기사
    """,
    "same_category": """
        aus diesem ressort|mehr aus diesem ressort|dans la même rubrique|dans la même catégorie|en esta sección|más en esta sección|en la misma sección|nella stessa sezione|na mesma secção|nesta secção|nesta editoria|uit dezelfde rubriek|z tej samej kategorii|w tym dziale|ze stejné rubriky|z rubriky|dari kategori yang sama|i samme kategori|ugyanebben a rovatban|aynı kategoriden|kategorinin diğer haberleri|στην ίδια κατηγορία|в этой рубрике|в этом разделе|у цій рубриці|同じカテゴリの記事|同じカテゴリーの記事|同类新闻|同類新聞|同栏目文章|이 섹션의 다른 기사
    """,
    "most_read": """
        meistgelesen|meistgelesene artikel|meist gelesen|am meisten gelesen|meistgelesene|meistgeklickt|beliebte artikel
        les plus lus|articles les plus lus|les plus consultés|le plus lu|les plus populaires|les plus partagés|plus lus
        lo más leído|las más leídas|los más leídos|más leídas|más leídos|lo más visto|lo más popular|más vistas|lo + leído
        i più letti|più letti|le più lette|più lette|i più visti|articoli più letti|le notizie più lette|più popolari
        mais lidas|as mais lidas|mais lidos|os mais lidos|mais vistas|mais populares|em alta|mais acessadas
        meest gelezen|best gelezen|populair|populaire artikelen|meest bekeken
        najczęściej czytane|najpopularniejsze|popularne|najchętniej czytane|nejčtenější|nejčtenější články|nejčtenější zprávy|najčítanejšie|nejpopulárnější
        terpopuler|berita terpopuler|populer|paling banyak dibaca|paling banyak dicari|sedang hangat|terbanyak dibaca
        mest läst|mest lästa|mest lest|mest leste|mest læst|mest læste|mest sett|populært|populärt
        luetuimmat|luetuimmat jutut|suosituimmat|legolvasottabb|legolvasottabb cikkek|legnépszerűbb|népszerű
        en çok okunanlar|en çok okunan haberler|çok okunanlar|çok okunan haberler|en çok okunan|popüler haberler|popüler
        δημοφιλή|δημοφιλέστερα|τα πιο διαβασμένα|πιο διαβασμένα|πιο δημοφιλή|τα δημοφιλέστερα
        популярное|самое читаемое|самое популярное|популярные новости|популярные статьи|топ новостей|найпопулярніше|популярне|популярні новини|найчитаніше|найбільше читають|най-четени|най-четени новини|najčitanije|najbolj brano|cele mai citite|najpopularnije
        アクセスランキング|ランキング|人気記事|人気ランキング|人気記事ランキング|記事ランキング|よく読まれている記事|よく読まれた記事|注目記事|人気の記事
        热门文章|熱門文章|热门新闻|熱門新聞|热点新闻|熱點新聞|热门|熱門|排行榜|点击排行|點擊排行|热点排行|新闻排行|阅读排行|閱讀排行|热门推荐|熱門推薦|最多人看|人氣新聞
        많이 본 뉴스|많이 본 기사|가장 많이 본 뉴스|많이본 뉴스|많이본 기사|인기기사|인기 기사|인기뉴스|인기 뉴스|실시간 인기기사
        ข่าวยอดนิยม|ยอดนิยม|เรื่องยอดนิยม|ข่าวฮิต|อ่านมากที่สุด|บทความยอดนิยม
        الأكثر قراءة|الاكثر قراءة|الأكثر مشاهدة|الأكثر شعبية|الأكثر تداولا
        הנקראות ביותר|הכי נקראות|הנצפות ביותר|פופולרי|پربازدیدترین|پربازدیدها|مقبول ترین|সর্বাধিক পঠিত|জনপ্রিয়|trending on|trending in|trending stories|trending news|popular in
        सबसे ज्यादा पढ़ी गईं|सबसे ज्यादा पढ़ी गई|सबसे ज्यादा पढ़े गए|सर्वाधिक पढ़े गए|लोकप्रिय|ट्रेंडिंग|लोकप्रिय खबरें
    """,
    "latest": """
        neueste artikel|neueste beiträge|neueste meldungen|neueste nachrichten|aktuelle nachrichten|aktuelle meldungen|aktuelle beiträge|letzte beiträge|letzte meldungen|newsticker
        dernières actualités|dernières nouvelles|derniers articles|dernières infos|dernières news|les dernières infos|fil info|articles récents
        últimas noticias|lo último|última hora|lo más reciente|entradas recientes|noticias recientes|últimos artículos
        ultime notizie|ultima ora|ultimi articoli|le ultime notizie|articoli recenti|ultim'ora|le ultime
        últimas notícias|últimas|última hora|artigos recentes|posts recentes|notícias recentes|mais recentes
        laatste nieuws|het laatste nieuws|recente berichten|nieuwste artikelen|net binnen|meest recent
        najnowsze|najnowsze wiadomości|najnowsze artykuły|ostatnie wpisy|ostatnio dodane|ostatnie wiadomości|nejnovější|nejnovější články|nejnovější zprávy|poslední zprávy|najnovšie|najnovšie články
        berita terbaru|terbaru|terkini|berita terkini|terkini lainnya|artikel terbaru|pos-pos terbaru|kabar terbaru
        senaste nytt|senaste|senaste nyheterna|senaste nyheter|siste nytt|siste nyheter|siste saker|seneste nyt|seneste|seneste nyheder|seneste artikler
        uusimmat|uusimmat jutut|uusimmat uutiset|tuoreimmat|tuoreimmat uutiset|legfrissebb|legfrissebb hírek|legfrissebb cikkek|friss hírek|friss
        son dakika|son haberler|son eklenen haberler|en son haberler|son yazılar|güncel haberler
        τελευταία νέα|τελευταίες ειδήσεις|ροή ειδήσεων|πρόσφατα άρθρα|τελευταία άρθρα|νεότερα
        последние новости|свежие новости|новости дня|лента новостей|последние материалы|свежие записи|останні новини|свіжі новини|стрічка новин|новини дня|последни новини|najnovije|najnovije vijesti|najnovije vesti|zadnje novice|ultimele știri|ultimele articole|cele mai noi știri|ultima oră
        新着記事|新着ニュース|最新記事|最新ニュース|新着
        最新消息|最新新闻|最新新聞|最新文章|最新资讯|最新資訊|滚动新闻|滾動新聞|即時新聞|今日新闻|最新动态
        최신기사|최신 기사|최신뉴스|최신 뉴스|최근기사|최근 기사
        ข่าวล่าสุด|ล่าสุด|บทความล่าสุด|เรื่องล่าสุด|ข่าวด่วน
        آخر الأخبار|اخر الاخبار|أحدث الأخبار|أخبار عاجلة|أحدث المقالات|آخر المقالات
        חדשות אחרונות|עדכונים אחרונים|מבזקים|آخرین اخبار|تازه‌ترین‌ها|تازہ ترین|সর্বশেষ|সর্বশেষ খবর
        ताजा खबरें|ताज़ा ख़बरें|ताजा समाचार|नवीनतम समाचार|ताज़ा खबरें
    """,
}
"""The phrases by relation, in lower case, divided by a stroke or the end of a line."""

_WITH_NAME: Final[dict[Relation, str]] = {
    "same_category": "mehr aus|weitere artikel aus|plus d'actualités|plus d'articles|autres articles de|más de|más en|más noticias de|altri articoli di|altre notizie di"
    "|mais de|mais em|mais notícias de|meer uit|więcej z|více z|lainnya di|berita lainnya di|mer från|mer fra|mere fra|περισσότερα από|ещё в рубрике|еще в рубрике|більше в рубриці",
    "same_topic": "mehr zu|mehr über|plus sur|más sobre|mais sobre|meer over|więcej o|więcej na temat",
}
"""The phrases that need a name in capital letters behind them."""


_NO_LETTERS: Final = dict.fromkeys((0x0307, *range(0x064B, 0x0653)))
"""The dot that lower case leaves of the Turkish İ, and the vowel signs of Arabic, which most headings leave out."""


def _folded(heading: str) -> str:
    """The heading as the table has it."""
    return heading.casefold().translate(_NO_LETTERS)


def _without_marks(text: str) -> str:
    """The text without accents, as Greek is written in capital letters."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _table(phrases: dict[Relation, str]) -> dict[str, Relation]:
    """The relation of each phrase; what two languages share has the relation that comes first."""
    found: dict[str, Relation] = {}
    for relation, lines in phrases.items():
        for phrase in lines.replace("\n", "|").split("|"):
            if name := _folded(phrase.strip()):
                found.setdefault(name, relation)
                if "α" <= name[0] <= "ω" or name[0] in "έάίόύήώ":
                    found.setdefault(_without_marks(name), relation)
    for section in JAPANESE_SECTIONS:
        found |= dict.fromkeys(
            (f"{section}の{words}".lower() for words in ("最新ニュース", "新着ニュース", "新着記事")), "latest"
        )
        found |= dict.fromkeys(
            (f"{section}の{words}".lower() for words in ("人気記事", "アクセスランキング", "ランキング")), "most_read"
        )
    return found


_RELATION_OF_PHRASE: Final = _table(_PHRASES)
_RELATION_WITH_NAME: Final = _table(_WITH_NAME)

_FIRST_WORDS: Final = frozenset(phrase.split()[0] for phrase in (*_RELATION_OF_PHRASE, *_RELATION_WITH_NAME))
FIRST_WORDS_ABROAD: Final = _FIRST_WORDS | {word.replace("i", "i\u0307", 1) for word in _FIRST_WORDS if word[0] == "i"}
"""The first words of all these headings in lower case, as Python writes it: a capital İ leaves a dot."""


def relation_abroad(heading: str) -> Relation | None:
    """The relation that a heading without signs at its ends names; ``None`` if it is in no such language, or no heading of related links."""
    whole = _folded(heading)
    if (relation := _RELATION_OF_PHRASE.get(whole)) is not None:
        return relation
    words = whole.split()
    if not words or words[0] not in _FIRST_WORDS:
        return None
    for count in range(min(len(words) - 1, MAX_PHRASE_WORDS), 0, -1):
        phrase, rest = " ".join(words[:count]), heading.split()[count:]
        if len(" ".join(rest)) > MAX_REST_CHARS:
            return None
        if (relation := _RELATION_WITH_NAME.get(phrase)) is not None and rest[0][:1].isupper():
            return relation
        if count > 1 or len(phrase) >= MIN_WORD_CHARS:
            relation = _RELATION_OF_PHRASE.get(phrase.rstrip(" :"))
            if relation is not None:
                return relation
    return None
