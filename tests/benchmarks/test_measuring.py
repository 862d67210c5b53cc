"""The figures: what is kept of a run, and that a shortfall is called one."""

import json

import pytest
from benchmarks.corpus import inline
from benchmarks.measuring import entry, percentile, run_whole, spread

from benchmarks import __main__ as bench
from tamizdat.edition.inline import check_inline


@pytest.mark.parametrize(("share", "expected"), [(0.95, 19), (0.5, 10), (1.0, 20), (0.05, 1)])
def test_a_percentile_is_a_value_that_this_share_does_not_exceed(share, expected):
    assert percentile([float(n) for n in range(20, 0, -1)], share) == expected


def test_a_spread_names_median_least_and_greatest():
    assert spread([3.0, 1.0, 2.0004]) == {"median": 2.0, "min": 1.0, "max": 3.0}


@pytest.mark.parametrize(
    ("value", "at_most", "holds"), [(9, True, True), (10, True, True), (11, True, False), (9, False, False), (10, False, True)]
)
def test_a_target_is_a_bound_from_above_or_from_below(value, at_most, holds):
    assert entry("f", "s", value, target=10, at_most=at_most, runs=[], versions={})["holds"] is holds


def test_figures_that_were_not_measured_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.json")
    bench.keep([{"figure": "make_run_s", "value": 50}, {"figure": "article_p95_bytes", "value": 9000}])
    bench.keep([{"figure": "make_run_s", "value": 40}])
    kept = json.loads((tmp_path / "results.json").read_text())
    assert kept == [{"figure": "article_p95_bytes", "value": 9000}, {"figure": "make_run_s", "value": 40}]


def test_each_figure_has_a_module_that_measures_it():
    from importlib import import_module

    assert all(callable(import_module(f"benchmarks.{module}").run) for module in bench.MODULES.values())


def test_a_process_that_fails_is_no_measurement(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.measuring.IDLE_WAIT", 0)
    with pytest.raises(RuntimeError, match="ended with 3"):
        run_whole(["sh", "-c", "echo sorry; exit 3"], folder=tmp_path)


def test_the_corpus_becomes_inline_text_that_the_edition_takes():
    text = inline("**Ferries** & boats [stop](https://example.org/a/1), *they say*")
    check_inline(text)
    assert text == '<strong>Ferries</strong> &amp; boats <a href="https://example.org/a/1">stop</a>, <em>they say</em>'
