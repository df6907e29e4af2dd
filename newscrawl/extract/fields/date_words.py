"""Words and class names that tell whether a date is that of the publication, of a change or of something else."""

from __future__ import annotations

import re
from typing import Final

from newscrawl.extract.name_patterns import cached_search

TIME_CLASS: Final = re.compile(
    r"date|time|datum|fecha|ngay|pubdate|publish|posted|clock|thoi-?gian|block-sc-publish|[_-]dt(?:$|\s)", re.IGNORECASE
)
"""Class names and ids of a date."""

BYLINE_NAME: Final = re.compile(r"byline|(?:post|entry|article|story|news)[-_]*(?:meta|info)", re.IGNORECASE)
"""Names of the line with author and date."""

PUBLISHED_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:dt-)?published(?:$|[\s_-])|datePublished|pub-?date|publish(?:ed)?-?(?:date|time)|(?:post|entry)-date|posted-on",
    re.IGNORECASE,
)
"""Names that say that a date is the publication's."""

CHANGED_NAME: Final = re.compile(r"updated?(?:$|[\s_-])|modified|dateModified|last-?update|cap-?nhat", re.IGNORECASE)
"""Names that say that a date is the last change's."""

CHANGED_LABEL: Final = re.compile(
    r"^\W*(?:(?:last|zuletzt|đã|được|lần cuối|terakhir|laatst|ultimo|dernière|última|sist|senast|senest|son|τελευταία|آخر) )*(?:updated?|modified|edited|cập nhật|chỉnh sửa|sửa lúc|aktualisiert|geändert"
    r"|bearbeitet|stand|mise? à jour|modifiée?|modifica|actualizad[oa]|actualización|aggiornat[oa]|aggiornamento|atualizad[oa]|bijgewerkt|gewijzigd"
    r"|zaktualizowan\w+|aktualizov\w+|diperbarui|最終更新|更新(?:日時?)?|uppdaterad|oppdatert|opdateret|päivitetty|muokattu|frissítve|módosítva|güncelle(?:me|ndi)"
    r"|ενημερώθηκε|ενημέρωση|оновлено|обновлен\w*|изменено|수정|업데이트|ปรับปรุง|แก้ไข|อัปเดต|تحديث|अपडेट|ažurirano|posodobljeno|actualizat)",
    re.IGNORECASE,
)
"""Words before the date of a change."""

CHANGED_IN_LINE: Final = re.compile(
    r"(?<![^\W\d_])(?:(?:last|zuletzt|đã|terakhir|laatst|ultimo|dernière|última) )?(?:updated|modified|edited|cập nhật(?: lần cuối)?|chỉnh sửa|aktualisiert"
    r"|geändert|mise? à jour|modifiée?|modifica|actualizad[oa]|actualización|aggiornat[oa]|aggiornamento|atualizad[oa]|bijgewerkt|gewijzigd|diperbarui"
    r"|(?:sist |senast |senest |son )?(?:uppdaterad|oppdatert|opdateret|güncelleme|güncellendi)|päivitetty|muokattu|frissítve|módosítva|zaktualizowan\w+|aktualizov\w+"
    r"|ενημερώθηκε|ενημέρωση|оновлено|обновлен\w*|изменено|수정|업데이트|最終更新|更新(?:日時?)?|ปรับปรุง|แก้ไข|อัปเดต|تحديث|अपडेट|ažurirano|posodobljeno)\b"
    r"\W*(?:on|at|le|am|el|il|em|op|lúc|ngày)?\W*(?=\w)",
    re.IGNORECASE,
)
"""The same words within a line."""

CHANGED_WORD: Final = re.compile(
    r"updated|modifi|edited|cập nhật|chỉnh sửa|aktualisiert|geändert|à jour|modifica|actualiza|aggiorna|atualizad|bijgewerkt|gewijzigd|diperbarui|uppdatera|oppdatert|opdateret|päivitetty|muokattu|frissítve|módosítva|ktualizov|ktualizow|güncelle"
    r"|ενημέρω|оновлено|обновлен|изменено|수정|업데이트|更新|ปรับปรุง|แก้ไข|อัปเดต|تحديث|अपडेट|ažurirano|posodobljeno",
    re.IGNORECASE,
)
"""A quick test before :data:`CHANGED_IN_LINE`."""

PUBLISHED_LABEL: Final = re.compile(
    r"(?:published|posted|first published|đăng(?: (?:lúc|ngày|tải))?|xuất bản|publié|veröffentlicht|erstellt|publicado|pubblicato|gepubliceerd|opublikowan\w+"
    r"|publikován\w*|diterbitkan|tayang|terbit|geplaatst|publicerad|publisert|udgivet|offentliggjort|julkaistu|megjelent|közzétéve|zveřejněno|vydáno"
    r"|objavljeno|giriş(?: tarihi)?|yayınlan\w+|yayın tarihi|eklenme(?: tarihi)?|δημοσ\w+|опубликован\w*|опубліковано|дата публикации|发布|發布|发表|公開(?:日時?)?|掲載|配信"
    r"|입력|등록|게재|เผยแพร่|تاريخ النشر|نشر|प्रकाशित)\b\W*(?:on|at|le|am|el|il|em|op|den|lúc|ngày)?\W*(?=[\w])",
    re.IGNORECASE,
)
"""Words before the date of publication."""

OTHER_DATE_LABEL: Final = re.compile(
    r"\W*(?:effective|due|expir(?:y|ation)|closing|start(?:ing)?|end(?:ing)?|event|hearing|meeting|application|valid)[ -]?(?:date|until|from)\b",
    re.IGNORECASE,
)
"""Words before a date of what the article tells of: "Effective date: July 1, 2018"."""

AUTHOR_LABEL: Final = re.compile(
    r"(?:(?:written |posted )?by|bởi|viết bởi|tác giả|von|par|por|di|door|oleh)\b", re.IGNORECASE
)
"""Words before an author, in a line that may hold the date, too."""

EVENT_NAME: Final = re.compile(r"event|calendar|schedule|lich|countdown|match|deadline|birth", re.IGNORECASE)
"""Names of dates of what the article tells of."""

is_byline_name: Final = cached_search(BYLINE_NAME)
is_time_name: Final = cached_search(TIME_CLASS)
is_published_name: Final = cached_search(PUBLISHED_NAME)
is_changed_name: Final = cached_search(CHANGED_NAME)
is_event_name: Final = cached_search(EVENT_NAME)
