"""docs/glossary.md: every word once, with its Chinese and its meaning; tables and public classes are named by it."""

from __future__ import annotations

import importlib
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from types import ModuleType, UnionType

import pytest

from storage.tables import metadata
from tests.support.documents import python_files, read, tables

READ_BY_PEOPLE, OF_THE_CODE = (part[1:] for part in tables(read("docs/glossary.md")))
ROWS = READ_BY_PEOPLE + OF_THE_CODE
WORDS = [word for row in ROWS for word in row[0].split(", ")]
#: Plural → singular where it is not an s less.
_SINGULARS = {
    "people": "person",
    "duties": "duty",
    "identities": "identity",
    "abilities": "ability",
    "processes": "process",
}
#: Tables named by a compound that ends in a word.
_PARTS = {"earlier receipt": "receipt", "allowed unit": "unit", "bulletin block": "block"}
#: Public classes that no word names, or whole modules of them, with the reason.
EXCUSED: dict[str, str] = {
    "handlers.spending": "how a channel stands with its month, and whether a message may go",
    "handlers.counted_calls.CountedCalls": "what counts a channel's calls",
    "storage.sendable.Spared": "what is kept back of a month's calls",
    "storage.shortage.Untold": "a message that waits for want of calls",
    "domain.abilities.Unasked": "when a platform lets the bot speak unasked",
    "domain.speaking.Heard": "when somebody last spoke to the bot, and what went to them since",
    "domain.abilities.Replies": "what the reply handles of messages are good for",
    "domain.alarms.Ringing": "an alarm that rings, with what its sentence needs",
    "domain.findings.found": "values of a finding's found: each says what was there",
    "domain.findings.required": "values of a finding's required: each says what a rule asks for",
    "domain.findings.places": "values of where in a file a finding is",
    "domain.language.act_frames.Framed": "what a frame makes of a clause: an act, and whether it is sure",
    "domain.language.given.Given": "what a command with words of its own makes: an act, and whether it is sure",
    "domain.language.reading.ActRead": "an act with what it was read from",
    "domain.language.names.Named": "the units that a name may mean",
    "domain.language.caption_lists.CaptionList": "captions of one message, by number or place",
    "domain.language.caption_lists.Counting": "what the numerals of such a list count",
    "domain.language.decisions.Offered": "an offer that was made, with its age",
    "domain.language.decisions.CaptionNoted": "a caption that was noted, with its age",
    "domain.language.decisions.About": "why something is offered",
    "domain.language.questions.Where": "whose: a part of a question",
    "domain.messages.Unreachable": "why an account is not reached",
    "domain.messages.Sent": "what a platform says of a message sent",
    "domain.obligation.Asked": "what a campaign asks of each organisation by one time",
    "domain.obligation.Planned": "an obligation before the database knows it",
    "domain.roster.planned.Action": "what an import does to a row",
    "domain.roster.planned.Subject": "what a row of an import is about",
    "domain.roster.planned.Known": "the roster in force, beside the one read",
    "domain.roster.answering.Wanted": "the operator's answers, as pairs of ids",
    "domain.roster.matching.Matches": "who of a file is whom",
    "domain.roster.overwriting.Overwriting": "what an import would undo of what was changed in chat",
    "domain.roster.pairs": "two that may be one, what speaks for it, what the operator answers",
    "domain.roster.planned.Leaving": "how many of how many leave",
    "domain.roster.settling.Settled": "pairs that are clear, and links that are not",
    "domain.roster.unit_matching.Companions": "units by the people who come along",
    "domain.selection.Acting": "who marks, returns or adopts, with the offices above",
    "domain.scheduled_notices.What": "what a scheduled notice says",
    "domain.statistics.StatisticsExpectation": "what the roster lets one expect of a statistics form",
    "handlers.binding.Asked": "what became of an invite code that was used",
    "handlers.roster.accounts.Corrected": "whose accounts were put right, and the new code",
    "handlers.roster.at_start.StartFile": "the file of the settings, read only when it is to be taken",
    "handlers.roster.bringing_in.Terms": "how a roster is brought in",
    "handlers.desk.entering.Browser": "what is kept of a browser",
    "handlers.desk.entering.Waiting": "how a computer that waits for its yes stands",
    "handlers.desk.in_chat.Answer": "what is said of a way in, and what is kept with it",
    "handlers.changes.About": "what a page shows, so that it looks again",
    "handlers.changes.Watch": "looks for changes, for all pages together",
    "handlers.context.Checker": "runs checks",
    "handlers.outgoing.liaisons.Addressed": "messages to liaisons, with whom each is for",
    "handlers.listening.pulling.Pulled": "what is held of a platform that is pulled from, as a connection",
    "handlers.listening.pulling.PullConnector": "what makes one",
    "handlers.listening.tending.Counted": "where it is counted what came",
    "handlers.measuring.Recorder": "where measurements go",
    "handlers.measuring.Rounds": "when each loop and tick last came round",
    "handlers.watching.watch.Ping": "a service that is called while all is well",
    "handlers.watching.watch.Watch": "what is done every minute about the bot itself",
    "handlers.simulator.people.Actor": "somebody one can be on the simulator's page",
    "handlers.submissions.accepting.Reserved": "a submission reserved before its bytes are there (0003)",
    "handlers.submissions.meaning.Meant": "what a file is meant for, as far as it says so",
    "handlers.submissions.overview.Opened": "as much of a context as the command line opens",
    "handlers.upload_links.Holder": "a link that opens, and whose it is",
    "handlers.uploads.page_state.Due": "an obligation as the upload page shows it",
    "handlers.uploads.page_state.SentFile": "a submission as the upload page shows it",
    "handlers.uploads.writing.Wanted": "an upload that is asked for",
    "storage.backup.dumping.Named": "a file of the store that a row names",
    "storage.backup.dumping.Dumped": "a dump, with what it names",
    "storage.backup.making.Made": "a backup that was made, and what of it is new",
    "storage.backup.manifest.KeptFile": "a file of the store as a backup has it",
    "storage.backup.place.Side": "which store a trouble is with",
    "storage.backup.place.Why": "what kind of trouble it is",
    "storage.moving.files.MovedFiles": "how many files a move has brought over",
    "storage.moving.rows.Fingerprint": "a table in a number, to compare two",
    "storage.backup.pruning.Pruned": "what was removed of old backups",
    "storage.backup.restoring.Restored": "what a restore has brought back",
    "storage.backup.verifying.Wrong": "a file of a backup that is not what it was",
    "storage.purge.policy.Purged": "what a purge does with a column",
    "storage.purge.scope.Span": "from when to when a campaign is",
    "storage.purge.scope.Holdings": "how much of a campaign there is to purge",
    "storage.purge.person.PersonHoldings": "how much there is of one person",
    "storage.purge.scope.Others": "how much goes beside",
    "storage.engine.schema.Telephone": "a column's type: a telephone, or what keeps namesakes apart",
    "storage.desk.item.ItemOrigin": "how and by whom an item came",
    "storage.appearances.Earlier": "a submission that looks alike and came first",
    "storage.bindings.Pending": "a pending binding",
    "storage.people.Bound": "an account that a person has, and since when",
    "storage.roster.Version": "what differs after every change to the roster",
    "storage.staging.Staged": "new units that are not in force yet",
    "storage.states.ImportSource": "whence a roster import came",
    "storage.changes.What": "which kind of row was written",
    "storage.changes.Written": "a row that was written",
    "storage.changes.Seen": "what one look saw",
    "storage.engine.changes.Unset": "a column that a change leaves alone",
    "storage.engine.claims.Held": "rows claimed together",
    "storage.engine.claims.Ended": "an outcome: nobody works on the row again",
    "storage.engine.claims.Postponed": "an outcome: the row is tried again later",
    "storage.engine.objects.Stored": "an object that is whole in the store",
    "storage.engine.whole.WholeTransactions": "connections in whose threads whole transactions run",
    "storage.overview.MissingDay": "a report day that a unit has not reported",
    "storage.overview.Titled": "a text's title in an overview",
    "storage.relocations.Misplaced": "a submission whose bytes are to be moved",
    "storage.came_back.Back": "a message that came back, by its platform's id",
    "storage.receipts.ReceiptToSend": "a receipt whose silence has come",
}


def test_every_word_stands_once() -> None:
    assert [word for word, times in Counter(WORDS).items() if times > 1] == []


def test_every_word_is_explained() -> None:
    assert [row[0] for row in ROWS if not row[-1]] == []


def test_every_word_that_people_read_has_its_chinese() -> None:
    assert [row[0] for row in READ_BY_PEOPLE if not re.search("[一-鿿]", row[1])] == []


def _singular(word: str) -> str:
    return _SINGULARS.get(word, word if word in WORDS else word.removesuffix("s"))


def test_every_table_is_named_by_a_word() -> None:
    for name in metadata.tables:
        singular = _singular(name).replace("_", " ")
        assert _PARTS.get(singular, singular) in WORDS, name


# --- Classes ---


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = [name for name in python_files("domain", "handlers", "storage") if "/migrations/" not in name]
    dotted = [name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in names]
    return tuple(importlib.import_module(name) for name in dotted)


def _classes() -> Iterator[type]:
    """The public classes of the rooms where ideas have their names."""
    for module in _modules():
        for name, one in vars(module).items():
            if inspect.isclass(one) and one.__module__ == module.__name__ and not name.startswith("_"):
                yield one


@cache
def _unions() -> dict[type, str]:
    """Class → the name of the union that it belongs to: ``Decision = Do | Answer | Offer | Say``."""
    found: dict[type, str] = {}
    for module in _modules():
        for name, one in vars(module).items():
            if isinstance(one, UnionType) and _by_a_word(name):
                found |= {member: name for member in one.__args__}
    return found


def _by_a_word(name: str) -> bool:
    """``InboxMessage``: a word, or a compound that ends in one."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().split()
    endings = [
        [*parts[start:-1], ending] for start in range(len(parts)) for ending in (parts[-1], _singular(parts[-1]))
    ]
    return any(" ".join(ending) in WORDS for ending in endings)


def _is_named(one: type) -> bool:
    """By a word, or as a kind of what one names. Errors say what went wrong, each in its own words."""
    if issubclass(one, Exception) or one in _unions():
        return True
    rooms = ("domain", "handlers", "storage")
    return any(_by_a_word(kind.__name__) for kind in one.__mro__ if kind.__module__.split(".")[0] in rooms)


def _dotted(one: type) -> str:
    return f"{one.__module__}.{one.__name__}"


def test_every_public_class_is_named_by_a_word() -> None:
    unnamed = {_dotted(one): one.__module__ for one in _classes() if not _is_named(one)}
    assert [name for name, module in unnamed.items() if name not in EXCUSED and module not in EXCUSED] == []


def test_what_is_excused_needs_it() -> None:
    unnamed = [one for one in _classes() if not _is_named(one)]
    assert set(EXCUSED) <= {_dotted(one) for one in unnamed} | {one.__module__ for one in unnamed}
    assert all(EXCUSED.values())


@pytest.mark.parametrize(("name", "named"), [("InboxMessage", True), ("PhotoRules", True), ("Juggler", False)])
def test_a_name_that_is_no_word_is_noticed(name: str, named: bool) -> None:
    assert _by_a_word(name) is named
