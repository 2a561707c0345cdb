"""The player's pure modules: they follow the terminal player's rules to the letter."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import pytest

from audiostream.player.listens import Meter
from tests.support.browser import chromium
from tests.support.modules import Modules, modules

pytestmark = pytest.mark.slow

SONGS = [{"id": str(number), "title": f"Song {number}"} for number in range(6)]
IDS = "const ids = (queue) => queue.order.map((place) => queue.songs[place].id);"


@pytest.fixture(scope="module")
def js() -> Iterator[Modules]:
    with chromium() as browser, modules(browser) as opened:
        yield opened


# What is told to a meter: its method, the steady clock and the position, in milliseconds.
RUNS: Sequence[Sequence[tuple[str, int, int]]] = [
    [("sounding", 0, 0), ("tick", 250, 240), ("tick", 500, 490)],
    [("sounding", 0, 0), ("tick", 900, 0), ("tick", 1_100, 0), ("tick", 5_000, 100)],
    [("sounding", 0, 0), ("tick", 500, 500), ("silent", 0, 0), ("tick", 9_000, 500), ("sounding", 9_000, 500)],
    [("sounding", 0, 0), ("tick", 500, 480), ("sought", 0, 60_000), ("tick", 750, 60_240)],
    [("sounding", 0, 60_000), ("tick", 500, 60_500), ("sought", 0, 0), ("tick", 60_000, 30_000)],
    [("sounding", 0, 0), ("tick", 60_000, 59_000), ("tick", 59_000, 59_100)],
]


@pytest.mark.parametrize("run", RUNS)
def test_time_is_measured_as_in_a_terminal(js: Modules, run: Sequence[tuple[str, int, int]]) -> None:
    meter = Meter()
    for name, now_ms, position_ms in run:
        match name:
            case "sounding":
                meter = meter.sounding(now_ms, position_ms)
            case "tick":
                meter = meter.tick(now_ms, position_ms)
            case "sought":
                meter = meter.sought(position_ms)
            case _:
                meter = meter.silent()
    body = """
      let meter = m.EMPTY;
      for (const [name, now, position] of args[0]) {
        meter = name === "sought" ? m.sought(meter, position) : m[name](meter, now, position);
      }
      return [meter, m.playedMs(meter)];
    """
    found, played_ms = js.run("meter.js", body, run)
    expected = asdict(meter)
    assert played_ms == meter.played_ms
    assert [found[name] for name in ("countedMs", "waitingMs", "atMs", "positionMs")] == list(expected.values())


def test_a_queue_goes_on_to_its_end_and_round_where_it_repeats(js: Modules) -> None:
    body = """
      const queue = m.queueOf(args[0], { start: 4 });
      const last = m.next(queue);
      const all = m.cycledRepeat(last), one = m.cycledRepeat(all);
      return [m.present(last).id, m.next(last), m.present(m.next(all)).id, m.present(m.afterEnd(one)).id,
              m.present(m.next(one)).id, m.present(m.previous(m.jumped(all, 0))).id,
              m.present(m.previous(m.queueOf(args[0]))).id, m.next(m.queueOf([])), m.present(m.queueOf([]))];
    """
    assert js.run("queue.js", body, SONGS) == ["5", None, "0", "5", "0", "5", "0", None, None]


def test_a_shuffle_names_each_once_and_keeps_what_was_heard(js: Modules) -> None:
    body = (
        IDS
        + """
      const chosen = m.queueOf(args[0], { start: 3, shuffle: true, seed: 7 });
      const later = m.toggledShuffle(m.queueOf(args[0], { start: 2, seed: 7 }));
      const again = m.toggledShuffle(later);
      const round = m.next({ ...chosen, index: 5, repeat: m.ALL });
      return [ids(chosen), ids(later), ids(again), again.index, ids(chosen).at(-1), ids(round), round.index];
    """
    )
    chosen, later, again, index, last, following, start = js.run("queue.js", body, SONGS)
    assert chosen[0] == "3"
    assert sorted(chosen) == sorted(later) == sorted(following) == again == list("012345")
    assert later[:3] == ["0", "1", "2"]
    assert (index, start) == (2, 0)
    assert following[0] != last


@pytest.mark.parametrize("shuffle", [False, True])
def test_songs_come_and_go_and_the_present_one_stays(js: Modules, shuffle: bool) -> None:  # noqa: FBT001 - of a table
    body = (
        IDS
        + """
      const queue = { ...m.queueOf(args[0], { shuffle: args[1], seed: 3 }), index: 2 };
      const extra = [{ id: "a" }, { id: "b" }];
      const next = m.withSongs(queue, extra, { atEnd: false }), last = m.withSongs(queue, extra, { atEnd: true });
      const before = m.without(queue, 0), present = m.without(queue, 2), end = m.without(m.jumped(queue, 5), 5);
      return [queue, next, last, before, present, end].map((each) => [ids(each), each.index, m.isQueue(each)]);
    """
    )
    (order, _, _), *changed = js.run("queue.js", body, SONGS, shuffle)
    assert changed == [
        [[*order[:3], "a", "b", *order[3:]], 2, True],
        [[*order, "a", "b"], 2, True],
        [order[1:], 1, True],
        [[*order[:2], *order[3:]], 2, True],
        [order[:5], 4, True],
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        {"songs": SONGS[:2], "order": [0, 0], "index": 0, "repeat": "off"},
        {"songs": SONGS[:2], "order": [0, 1], "index": 2, "repeat": "off"},
        {"songs": SONGS[:2], "order": [1, 0], "index": 0, "repeat": "often"},
        {"songs": [{}], "order": [0], "index": 0, "repeat": "off"},
    ],
)
def test_what_storage_holds_is_looked_at(js: Modules, wrong: object) -> None:
    assert js.run("queue.js", "return m.isQueue(args[0]);", wrong) is False


def test_listens_wait_by_account_until_they_are_sent_or_refused(js: Modules) -> None:
    body = """
      const options = { storage: localStorage, locks: null };
      localStorage.clear();
      const ada = new m.Spool("ada", options), other = new m.Spool("ada lovelace", options);
      const listen = (id, at) => ({ event_id: id, started_at: at });
      ada.put(listen("b", 2), { done: true });
      ada.put(listen("a", 1), { done: true });
      ada.put(listen("c", 3), { done: true });
      ada.put(listen("under way", 4), { done: false });
      other.put(listen("x", 1), { done: true });
      localStorage.setItem("audiostream.listen.ada.damaged", "{");
      const first = ada.waiting(2).map((each) => each.event_id);
      ada.remove(["a"]);
      ada.putAside("b", "never");
      return [first, ada.waiting(9).map((each) => each.event_id), other.waiting(9).map((each) => each.event_id)];
    """
    assert js.run("spool.js", body) == [["a", "b"], ["c"], ["x"]]


def test_without_locks_a_tab_that_is_silent_for_long_is_taken_for_dead(js: Modules) -> None:
    body = """
      localStorage.clear();
      let time = 1000000;
      const options = { storage: localStorage, locks: null, now: () => time };
      const gone = new m.Spool("ada", options), here = new m.Spool("ada", options);
      gone.put({ event_id: "a", started_at: 1 }, { done: false });
      here.put({ event_id: "mine", started_at: 2 }, { done: false });
      await here.adopt();
      const early = here.waiting(9).length;
      time += m.DEAD_AFTER_MS + 1;
      await here.adopt();
      return [early, here.waiting(9).map((each) => each.event_id)];
    """
    assert js.run("spool.js", body) == [0, ["a"]]


def test_pictures_have_the_colours_that_the_server_gives_them(js: Modules) -> None:
    from audiostream.backend.web.templatetags.audiostream import hue, initials

    for name in ("Pastel Blues", "Hljóð", "夜", "a", "Signal / Noise: Complete"):
        assert js.run("dom.js", "return [m.hue(args[0]), m.initials(args[0])];", name) == [hue(name), initials(name)]
