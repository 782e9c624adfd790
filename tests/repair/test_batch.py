"""One batch through a scripted driver: answers and errors that come late, or never."""

from __future__ import annotations

import pytest

from migrator.repair.batch import run_batch

FINAL = (("outcome", "reason"), [("repaired", None)])


def test_takes_the_final_row_behind_empty_result_sets(scripted):
    """A refused application lock shows an empty first result set; the answer comes later."""
    end = run_batch(scripted(lambda _: [None, None, FINAL, None]), "batch")
    assert (end.row, end.error) == ({"outcome": "repaired", "reason": None}, None)


def test_labels_are_compared_in_lower_case(scripted):
    """Some engines give labels back in another case."""
    end = run_batch(scripted(lambda _: [(("Outcome",), [("repaired",)])]), "batch")
    assert end.row == {"outcome": "repaired"}


def test_an_error_behind_the_final_row_is_not_lost(scripted, driver_error):
    """An error in a later result set is only raised when the results are drained."""
    late = driver_error("42000", "late")
    end = run_batch(scripted(lambda _: [FINAL, late]), "batch")
    assert end.row["outcome"] == "repaired"
    assert end.error is late


def test_an_error_at_once_leaves_no_row(scripted, driver_error):
    """A batch that fails before its final row has none."""
    error = driver_error("08S01", "link failure")
    end = run_batch(scripted(lambda _: [error]), "batch")
    assert (end.row, end.error) == (None, error)


def test_a_batch_without_results_has_no_row(scripted):
    """Silence is not success."""
    assert run_batch(scripted(lambda _: [None]), "batch").row is None


def test_what_is_no_driver_error_is_raised(scripted):
    """A mistake in this program is not taken for an answer of the server."""
    with pytest.raises(ZeroDivisionError):
        run_batch(scripted(lambda _: [ZeroDivisionError()]), "batch")


def test_sends_the_text_as_it_is(scripted):
    """The batch goes in one piece, unchanged."""
    connection = scripted(lambda _: [FINAL])
    run_batch(connection, "SELECT '{fn now()} ? :name'")
    assert connection.sent == ["SELECT '{fn now()} ? :name'"]
