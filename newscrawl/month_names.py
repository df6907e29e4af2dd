"""Names of the months in the languages of newspapers."""

from __future__ import annotations

import re
from typing import Final

from newscrawl.unicode_nfc import nfc

MONTHS_BY_LANGUAGE: Final = {
    "English": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep"
    "|october oct|november nov|december dec",
    "German": "januar jänner jaenner jan|februar feber feb|märz maerz mär mrz|april apr|mai|juni jun|juli jul|august aug"
    "|september sept sep|oktober okt|november nov|dezember dez",
    "French": "janvier janv|février fevrier févr fév fevr|mars|avril avr|mai|juin|juillet juil|août aout"
    "|septembre sept|octobre oct|novembre nov|décembre decembre déc",
    "Spanish": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago"
    "|septiembre setiembre sep sept set|octubre oct|noviembre nov|diciembre dic",
    "Italian": "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|agosto ago"
    "|settembre set sett|ottobre ott|novembre nov|dicembre dic",
    "Portuguese": "janeiro jan|fevereiro fev|março marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago"
    "|setembro set|outubro out|novembro nov|dezembro dez",
    "Catalan": "gener|febrer|març|abril|maig|juny|juliol|agost|setembre|octubre|novembre|desembre",
    "Dutch": "januari jan|februari feb|maart mrt|april apr|mei|juni jun|juli jul|augustus aug|september sep|oktober okt"
    "|november nov|december dec",
    "Swedish": "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december",
    "Danish": "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december",
    "Norwegian": "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember des",
    "Finnish": "tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|lokakuuta"
    "|marraskuuta|joulukuuta",
    "Polish": "stycznia styczeń sty|lutego luty lut|marca marzec mar|kwietnia kwiecień kwi|maja maj|czerwca czerwiec cze"
    "|lipca lipiec lip|sierpnia sierpień sie|września wrzesień wrz|października październik paź|listopada lis"
    "|grudnia grudzień gru",
    "Czech": "ledna leden|února únor|března březen|dubna duben|května květen|června červen|července červenec"
    "|srpna srpen|září|října říjen|listopadu listopad|prosince prosinec",
    "Slovak": "januára január|februára február|marca marec|apríla apríl|mája máj|júna jún|júla júl|augusta|septembra"
    "|októbra október|novembra|decembra",
    "Croatian": "siječnja|veljače|ožujka|travnja|svibnja|lipnja|srpnja|kolovoza|rujna||studenoga studenog|prosinca",
    "Hungarian": "január jan|február febr|március márc|április ápr|május máj|június jún|július júl|augusztus aug"
    "|szeptember szept|október okt|november nov|december dec",
    "Romanian": "ianuarie ian|februarie|martie|aprilie|mai|iunie|iulie|august|septembrie|octombrie|noiembrie|decembrie",
    "Turkish": "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık",
    "Indonesian": "januari jan|februari feb|maret mar|april apr|mei|juni jun|juli jul|agustus agu agt ags|september sep"
    "|oktober okt|november nov|desember des",
    "Malay": "januari jan|februari feb|mac|april apr|mei|jun|julai jul|ogos|september sep|oktober okt|november nov|disember dis",
    "Russian": "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
    "Ukrainian": "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня",
    "Greek": "ιανουαρίου|φεβρουαρίου|μαρτίου|απριλίου|μαΐου μαίου|ιουνίου|ιουλίου|αυγούστου|σεπτεμβρίου|οκτωβρίου"
    "|νοεμβρίου|δεκεμβρίου",
    "Bulgarian": "януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември",
    "Serbian": "januara јануара|februara фебруара|marta марта|aprila априла|maja маја|juna јуна|jula јула|avgusta августа"
    "|septembra септембра|oktobra октобра|novembra новембра|decembra децембра",
    "Slovenian": "januarja|februarja|marca|aprila|maja|junija|julija|avgusta avgust|septembra|oktobra|novembra|decembra",
    "Latvian": "janvāris janvārī|februāris februārī|marts martā|aprīlis aprīlī|maijs maijā|jūnijs jūnijā|jūlijs jūlijā"
    "|augusts augustā|septembris septembrī|oktobris oktobrī|novembris novembrī|decembris decembrī",
    "Lithuanian": "sausio|vasario|kovo|balandžio|gegužės|birželio|liepos|rugpjūčio|rugsėjo|spalio|lapkričio|gruodžio",
    "Estonian": "jaanuar|veebruar|märts|aprill|mai|juuni|juuli|august|september|oktoober|november|detsember",
    "Arabic": "يناير|فبراير شباط|مارس آذار|أبريل ابريل نيسان|مايو أيار ماي|يونيو حزيران|يوليو تموز|أغسطس اغسطس غشت"
    "|سبتمبر أيلول|أكتوبر اكتوبر|نوفمبر|ديسمبر",
    "Urdu": "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر",
    "Algerian Arabic": "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "Hebrew": "בינואר ינואר|בפברואר פברואר|במרץ מרץ|באפריל אפריל|במאי מאי|ביוני יוני|ביולי יולי|באוגוסט אוגוסט"
    "|בספטמבר ספטמבר|באוקטובר אוקטובר|בנובמבר נובמבר|בדצמבר דצמבר",
}
"""Names of the months in each language, January first: the spellings of a month are separated by blanks, months by ``|``."""

MONTHS: Final = {
    name: number
    for months in MONTHS_BY_LANGUAGE.values()
    for number, names in enumerate(months.split("|"), start=1)
    for name in names.split()
}
"""Month numbers by name. No name means different months in two of these languages; Croatian
``listopada`` (October) is left out, because it is November in Polish."""

VIETNAMESE_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), start=1
    )
} | {"giêng": 1, "bốn": 4, "bẩy": 7, "chạp": 12}
"""Month numbers by Vietnamese name."""

_THAI: Final = (
    "มกราคม ม.ค.|กุมภาพันธ์ ก.พ.|มีนาคม มี.ค.|เมษายน เม.ย.|พฤษภาคม พ.ค.|มิถุนายน มิ.ย.|กรกฎาคม ก.ค.|สิงหาคม ส.ค."
    "|กันยายน ก.ย.|ตุลาคม ต.ค.|พฤศจิกายน พ.ย.|ธันวาคม ธ.ค."
)
_HINDI: Final = "जनवरी|फरवरी फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर सितम्बर|अक्टूबर अक्तूबर|नवंबर नवम्बर|दिसंबर दिसम्बर"


_OF_INDIA: Final = (
    "জানুয়ারি জানুয়ারী|ফেব্রুয়ারি ফেব্রুয়ারী|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট আগষ্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর",
    "ஜனவரி|பிப்ரவரி|மார்ச்|ஏப்ரல்|மே|ஜூன்|ஜூலை|ஆகஸ்ட் ஆகஸ்டு|செப்டம்பர்|அக்டோபர்|நவம்பர்|டிசம்பர்",
    "జనవరి|ఫిబ్రవరి|మార్చి|ఏప్రిల్|మే|జూన్|జులై జూలై|ఆగస్టు|సెప్టెంబర్ సెప్టెంబరు|అక్టోబర్ అక్టోబరు|నవంబర్ నవంబరు|డిసెంబర్ డిసెంబరు",
    "ಜನವರಿ|ಫೆಬ್ರವರಿ|ಮಾರ್ಚ್|ಏಪ್ರಿಲ್|ಮೇ|ಜೂನ್|ಜುಲೈ|ಆಗಸ್ಟ್|ಸೆಪ್ಟೆಂಬರ್|ಅಕ್ಟೋಬರ್|ನವೆಂಬರ್|ಡಿಸೆಂಬರ್",
    "ജനുവരി|ഫെബ്രുവരി|മാർച്ച്|ഏപ്രിൽ|മേയ് മെയ്|ജൂൺ|ജൂലൈ|ഓഗസ്റ്റ് ആഗസ്റ്റ്|സെപ്റ്റംബർ സെപ്തംബർ|ഒക്ടോബർ|നവംബർ|ഡിസംബർ",
    "જાન્યુઆરી|ફેબ્રુઆરી|માર્ચ|એપ્રિલ|મે|જૂન|જુલાઈ|ઑગસ્ટ ઓગસ્ટ|સપ્ટેમ્બર|ઑક્ટોબર ઓક્ટોબર|નવેમ્બર|ડિસેમ્બર",
    "जानेवारी|फेब्रुवारी|मार्च|एप्रिल|मे|जून|जुलै|ऑगस्ट|सप्टेंबर|ऑक्टोबर|नोव्हेंबर|डिसेंबर",
)
"""Bengali, Tamil, Telugu, Kannada, Malayalam, Gujarati and Marathi."""


def _numbered(months: str) -> dict[str, int]:
    """The number of each name; the spellings of a month are separated by blanks, months by a stroke."""
    return {name: number for number, names in enumerate(months.split("|"), start=1) for name in names.split()}


THAI_MONTHS: Final = _numbered(_THAI)
SIGNED_MONTHS: Final = {
    nfc(name): number for months in (_THAI, _HINDI, *_OF_INDIA) for name, number in _numbered(months).items()
}
"""Month numbers by name in Thai and the languages of India, whose vowel signs are no letters to a pattern."""

_YEAR_OF_EMPEROR: Final = re.compile(
    r"(?P<era>令和|平成|民國)\s*(?P<y>\d{1,3}|元)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})(?!\d)"
    r"|(?:日期|時間)\s*[:：]\s*(?P<roc>[89]\d|1[0-4]\d)(?P<sign>[-./])(?P<m2>\d{1,2})(?P=sign)(?P<d2>\d{1,2})(?!\d)"
)
"""``令和3年6月18日``, ``平成元年1月8日``: Japanese offices count the years of an emperor. ``發布日期：109-07-15``: Taiwan's those of the republic."""

_YEAR_BEFORE_ERA: Final = {"令和": 2018, "平成": 1988, "民國": 1911}
"""The year before the first one of an era."""


YEARS_BEFORE_REPUBLIC: Final = 1911
"""The year before the first one of the Chinese republic."""


def day_of_emperor(text: str) -> tuple[int, int, tuple[int, int, int]] | None:
    """Return where the first such date of a text begins and ends, with its year in the common count, month and day."""
    found = _YEAR_OF_EMPEROR.search(text) if "年" in text or "日期" in text or "時間" in text else None
    if found is None:
        return None
    if found["roc"]:
        day = (YEARS_BEFORE_REPUBLIC + int(found["roc"]), int(found["m2"]), int(found["d2"]))
    else:
        year = _YEAR_BEFORE_ERA[found["era"]] + (1 if found["y"] == "元" else int(found["y"]))
        day = (year, int(found["m"]), int(found["d"]))
    return found.start(), found.end(), day
