"""All JSON documents, by the name of their schema in ``reports/schema``."""

from __future__ import annotations

from collections.abc import Mapping

from ...repair.plan import Plan
from .answers import AnswerDocument
from .call_flow import FlowDocument
from .checklist import ChecklistStepDocument
from .difference import EstateDifferenceDocument
from .document import Document
from .edge_certificates import EdgeCertificatesDocument
from .edge_check import EdgeCheckDocument
from .edge_dns import EdgeDnsDocument
from .edge_events import EdgeEventsDocument
from .edge_ports import EdgePortsDocument
from .edge_transition import TransitionStepDocument
from .explanation import ExplainedMessageDocument
from .inventory import InventoryDocument, SnapshotDocument, items_schema_types
from .journal import JournalDocument
from .log_comparison import LogComparisonDocument
from .numbers import NumberDocument
from .prediction import PredictionDocument, SuppressionDocument
from .repair import FindDocument, HistoryDocument, VerificationDocument
from .rgs_comparison import ResponseGroupComparisonDocument
from .rgs_move import MoveDocument
from .rules import QuestionDocument, RuleDocument
from .symptom import ListedSymptomDocument, SymptomDocument
from .waves import BundlesDocument, WaveDocument, WaveListEntry


def documents() -> tuple[Document, ...]:
    """Every JSON document that a command prints."""
    return (
        Document("inventory", "migrator inventory --json", InventoryDocument),
        Document("snapshots", "migrator snapshots --json", list[SnapshotDocument]),
        Document("show", "migrator show --json: objects by kind", Mapping[str, int]),
        Document("show-kind", "migrator show KIND --json", any_of=items_schema_types()),
        Document("predict", "migrator predict --json", PredictionDocument),
        Document("rules", "migrator rules --json", list[RuleDocument]),
        Document("diff", "migrator diff OLD NEW --json", EstateDifferenceDocument),
        Document("rules-id", "migrator rules ID --json", RuleDocument),
        Document("rules-answers", "migrator rules --answers --json", list[QuestionDocument]),
        Document("answers-list", "migrator answers list --json", list[AnswerDocument]),
        Document("suppress-list", "migrator suppress list --json", list[SuppressionDocument]),
        Document("log-compare", "migrator log compare --json", LogComparisonDocument),
        Document("explain", "migrator explain --json", list[ExplainedMessageDocument]),
        Document("numbers", "migrator numbers --json", list[NumberDocument]),
        Document("edge-ports", "migrator edge ports --json", EdgePortsDocument),
        Document("edge-certificates", "migrator edge certificates --json", EdgeCertificatesDocument),
        Document("edge-events", "migrator edge events --json", EdgeEventsDocument),
        Document("edge-trace", "migrator edge trace --json", EdgeEventsDocument),
        Document("edge-check", "migrator edge check --json", EdgeCheckDocument),
        Document("checklist-show", "migrator checklist show --json", list[ChecklistStepDocument]),
        Document("wave-plan", "migrator wave plan --json", BundlesDocument),
        Document("wave-list", "migrator wave list --json", list[WaveListEntry]),
        Document("wave-show", "migrator wave show NAME --json", WaveDocument),
        Document("edge-transition", "migrator edge transition --json", list[TransitionStepDocument]),
        Document("rgs-flow", "migrator rgs flow --json", list[FlowDocument]),
        Document("rgs-compare", "migrator rgs compare LEGACY MIGRATED --json", ResponseGroupComparisonDocument),
        Document("rgs-compare-move", "migrator rgs compare LEGACY --json", MoveDocument),
        Document("edge-dns", "migrator edge dns --json", EdgeDnsDocument),
        Document("explain-symptoms", "migrator explain --symptom --json", list[ListedSymptomDocument]),
        Document("explain-symptom", "migrator explain --symptom ID --json", SymptomDocument),
        Document("journal", "migrator journal --json", JournalDocument),
        Document("repair-find", "migrator repair find --json", FindDocument),
        Document("repair-plan", "migrator repair plan --json", Plan),
        Document("repair-verify", "migrator repair verify --json", VerificationDocument),
        Document("repair-history", "migrator repair history --json", list[HistoryDocument]),
    )
