"""The labels before the parts of an event, in the languages of which published samples were read.

In each language they come in the same order, so that a complete block can be read in any other language too.
"""

from __future__ import annotations

import re

#: the parts of an event, in the order in which Event Viewer writes them
PARTS = ("log", "source", "date", "id", "category", "level", "keywords", "user", "machine", "message")
_LANGUAGES = """
Log Name|Source|Date|Event ID|Task Category|Level|Keywords|User|Computer|Description
Protokollname|Quelle|Datum|Ereignis-ID|Aufgabenkategorie|Ebene|Schlüsselwörter|Benutzer|Computer|Beschreibung
Nom du journal|Source|Date|ID de l'événement|Catégorie de la tâche|Niveau|Mots clés|Utilisateur|Ordinateur|Description
Nombre de registro|Origen|Fecha|Id. del evento|Categoría de la tarea|Nivel|Palabras clave|Usuario|Equipo|Descripción
Nome registro|Origine|Data|ID evento|Categoria attività|Livello|Parole chiave|Utente|Computer|Descrizione
Nome do Log|Fonte|Data|ID do Evento|Categoria da Tarefa|Nível|Palavras-chave|Usuário|Computador|Descrição
Logboeknaam|Bron|Datum|Gebeurtenis-id|Taakcategorie|Niveau|Trefwoorden|Gebruiker|Computer|Beschrijving
Имя журнала|Источник|Дата|Код события|Категория задачи|Уровень|Ключевые слова|Пользователь|Компьютер|Описание
ログの名前|ソース|日付|イベント ID|タスクのカテゴリ|レベル|キーワード|ユーザー|コンピューター|説明
日志名称|来源|日期|事件 ID|任务类别|级别|关键字|用户|计算机|描述
"""
#: other labels of the same parts: Windows Server 2003, `wevtutil /f:text`, translated articles, columns of CSV
_OTHERS = {
    "Event Type": "level",
    "Event Source": "source",
    "Event Category": "category",
    "Time": "time",
    "Task": "category",
    "Keyword": "keywords",
    "Opcode": "opcode",
    "User Name": "user name",
    "ID": "id",
    "Date and Time": "date",
    "Datum und Uhrzeit": "date",
    "Log": "log",
    "Message": "message",
    "Ereignistyp": "level",
    "Ereignisquelle": "source",
    "Ereigniskategorie": "category",
    "Ereigniskennung": "id",
    "Zeit": "time",
    "Taskkategorie": "category",
    "Id. de evento": "id",
    "Идентификатор события": "id",
}
#: levels in these languages
_LEVELS = {
    "Error": "Error|Fehler|Erreur|Errore|Erro|Fout|Ошибка|エラー|错误",
    "Warning": "Warning|Warnung|Avertissement|Advertencia|Avviso|Aviso|Waarschuwing|Предупреждение|警告",
    "Information": "Information|Informationen|Informations|Información|Informazioni|Informações|Сведения|情報|信息",
    "Critical": "Critical|Kritisch|Critique|Crítico|Critico|Критический|重大|关键",
}
_LABEL = re.compile(r"\s*(?P<label>[^\s:\uff1a<>{}\"][^:\uff1a]{0,39}?)\s{0,20}[:\uff1a](?P<value>.*)", re.DOTALL)


def folded(label: str) -> str:
    """A label as it is compared: without case and with plain blanks and apostrophes."""
    return " ".join(label.replace("\u2019", "'").casefold().split())


_ROWS = [row.split("|") for row in _LANGUAGES.strip().splitlines()]
FIELDS = {folded(label): part for row in _ROWS for label, part in zip(row, PARTS, strict=True)}
FIELDS |= {folded(label): part for label, part in _OTHERS.items()}
#: labels with which a block begins
FIRST = frozenset(folded(row[0]) for row in _ROWS) | {"event type", "ereignistyp"}
_CANONICAL = {folded(word): level for level, words in _LEVELS.items() for word in words.split("|")}
_WORDS = "|".join(
    r"\s+".join(map(re.escape, label.split())) for label in sorted(FIELDS.keys() - {"id"}, key=len, reverse=True)
)
#: these labels, as a pattern
STARTS = "|".join(r"\s+".join(map(re.escape, label.split())) for label in sorted(FIRST | {"time", "zeit"}))
#: the label with which a block begins; articles begin with the time
START = re.compile(rf"\s*(?:{STARTS})\s?[:\uff1a]", re.IGNORECASE)
#: a label inside a line
INSIDE = re.compile(rf"(?<![\w-])(?P<label>{_WORDS})\s?[:\uff1a]", re.IGNORECASE)

#: the same label behind a value whose line end is lost
GLUED = re.compile(rf"(?:{_WORDS})\s?[:\uff1a]", re.IGNORECASE)


def labelled(line: str) -> tuple[str, str] | None:
    """The folded label of a line and its value, or None if the line has none."""
    match = _LABEL.match(line)
    return (folded(match["label"]), match["value"].strip()) if match else None


def level_of(text: str) -> str | None:
    """A level in English, where its language is known; else as written."""
    return _CANONICAL.get(folded(text), text.strip()) or None
