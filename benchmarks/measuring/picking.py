"""Somebody goes through photos at the picking desk: a key a tile in Chromium, each pressed when the last is drawn.

What is alike is one tile, whose key marks all of it. Some are returned (B, and the key of a reason), some of those and
of the marks are taken back.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from dataclasses import dataclass, field

from playwright.async_api import Page, async_playwright

from benchmarks.measuring.desk_server import Served
from tests.browser.conftest import FLAGS
from tests.support.browser import executable
from web.desk.access import COOKIE

#: Key → mark. Of ten tiles two are put aside, one is passed on.
KEYS = {"x": "seen", "p": "picked", "r": "passed"}
_WEIGHTS = (7, 2, 1)
#: One tile in so many is taken back, and another key pressed.
UNDO_EACH = 20
#: One in so many is returned before it is marked; of those, every other return is taken back.
RETURN_EACH = 30
#: Seconds that the server may take to hear of the last marks.
_PATIENCE = 20.0
#: ``drawn``: milliseconds from each key to the frame that shows what it did; ``settled`` waits for that frame.
_WATCH = """() => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  let pressed = 0;
  window.drawn = [];
  addEventListener("keydown", () => { pressed = performance.now(); }, true);
  addEventListener("keydown", async () => {
    const since = pressed;
    await painted();
    window.drawn.push(performance.now() - since);
  });
  const shown = async (what, done) => {
    while (!done()) {
      if (performance.now() - pressed > 10_000) throw new Error(what);
      await new Promise(requestAnimationFrame);
    }
    await painted();
    return performance.now() - pressed;
  };
  window.settled = (number, mark, here) => shown(`${number} is not ${mark || "free"} at ${here}`, () => {
    const shot = document.getElementById(`item-${number}`);
    const at = Number(document.querySelector('.shot[aria-selected="true"]')?.dataset.n);
    return (!shot || shot.dataset.mark === mark) && at === here;
  });
  window.asked = () => shown("nobody asks why", () => !document.getElementById("ask-return").hidden);
  // One is back at the tile before the server has answered.
  window.fated = (number, letter) => shown(`${number} is not ${letter || "free"}`, () => {
    const shot = document.getElementById(`item-${number}`);
    return shot?.querySelector(".shot__fate").textContent === letter && shot === document.activeElement;
  });
  window.large = async (number) => {
    const picture = document.getElementById("loupe-picture");
    while (!picture.src.includes(`/i/${number}/preview`)) await new Promise(requestAnimationFrame);
    await picture.decode();
    await painted();
    return performance.now() - pressed;
  };
}"""
#: Photos that are looked at large, and seconds for each of them: meanwhile the next ones are fetched.
LARGE = 30
_LOOKED_AT = 0.3


@dataclass(kw_only=True)
class Gone:
    """What came of it. ``pressed``: item → the mark of the last key; ``returned``: item → whether it still is.

    ``stacks``: how many tiles stood for several items. ``keys``: seconds of each key by the clock, the browser's driver
    and waiting for the frame in it; ``given_back``: of these, the keys that the server answers, a return or its end;
    ``drawn``: milliseconds from each key to the frame, by the browser itself; ``turned``: the same where the screen
    changed; ``large``: the same in the loupe, to the next picture.
    """

    pressed: dict[int, str] = field(default_factory=dict)
    returned: dict[int, bool] = field(default_factory=dict)
    stacks: int = 0
    keys: list[float] = field(default_factory=list)
    given_back: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    turned: list[float] = field(default_factory=list)
    large: list[float] = field(default_factory=list)
    seconds: float = 0.0


async def go_through(served: Served, photos: int) -> Gone:
    """The first ``photos`` of the day's, in the queue's own order."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        window = await browser.new_context(viewport={"width": 1280, "height": 800})
        await window.add_cookies([{"name": COOKIE, "value": served.sessions[0], "url": served.url}])
        page = await window.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        address = f"{served.url}{served.week}/desk"
        asked = f"?kind=photo&day={served.day}"
        await page.goto(address + asked)
        await page.wait_for_selector(".shots_live .shot:focus")
        listed = await (await page.request.get(f"{address}/list{asked}")).json()
        queue = [one if isinstance(one, list) else [one] for one in listed]
        await page.evaluate(_WATCH)
        gone = await _walk(page, queue[: photos + 1])
        gone.drawn = await page.evaluate("window.drawn")
        gone.large = await _look(page, [stack[0] for stack in queue[photos : photos + LARGE]])
        await _sent(page)
        await browser.close()
    if errors:
        raise SystemExit(f"the page's script failed: {errors[0]}")
    return gone


async def _walk(page: Page, queue: list[list[int]]) -> Gone:
    """``queue``: by tile, all that it stands for."""
    chance, gone = random.Random(20201109), Gone()
    screen = int(await page.get_attribute("#shots", "data-screen") or 0)
    begun = time.perf_counter()

    async def press(key: str, done: str, *said: object) -> float:
        pressed = time.perf_counter()
        await page.keyboard.press(key)
        took: float = await page.evaluate(f"(said) => {done}(...said)", said)
        gone.keys.append(time.perf_counter() - pressed)
        return took

    async def mark(key: str, stack: list[int], mark: str, here: int) -> float:
        took = await press(key, "settled", stack[0], mark, here)
        gone.pressed.update(dict.fromkeys(stack, mark))
        return took

    async def give_back(stack: list[int]) -> None:
        await press("b", "asked")
        await press("1", "fated", stack[0], "退")
        gone.given_back.append(gone.keys[-1])
        gone.returned.update(dict.fromkeys(stack, True))
        if len(gone.given_back) % 3 == 0:
            await press("Backspace", "fated", stack[0], "")
            gone.given_back.append(gone.keys[-1])
            gone.returned.update(dict.fromkeys(stack, False))

    for place, (stack, (following, *_)) in enumerate(itertools.pairwise(queue), start=1):
        gone.stacks += len(stack) > 1
        if chance.randrange(UNDO_EACH) == 0:
            await mark("r", stack, "passed", following)
            await mark("Backspace", stack, "", stack[0])
        if chance.randrange(RETURN_EACH) == 0:
            await give_back(stack)
        # What is returned is not passed on.
        keys = ("x", "p") if gone.returned.get(stack[0]) else tuple(KEYS)
        (key,) = chance.choices(keys, _WEIGHTS[: len(keys)])
        took = await mark(key, stack, KEYS[key], following)
        if place % screen == 0:
            gone.turned.append(took)
    gone.seconds = time.perf_counter() - begun
    return gone


async def _look(page: Page, queue: list[int]) -> list[float]:
    """From one large picture to the next; the first is not counted."""
    took = []
    for number in queue:
        await page.keyboard.press("ArrowRight" if took else "Enter")
        took.append(await page.evaluate("(number) => large(number)", number))
        await asyncio.sleep(_LOOKED_AT)
    return took[1:]


async def _sent(page: Page) -> None:
    """Nothing waits in the browser any more."""
    until = time.monotonic() + _PATIENCE
    while await page.evaluate("Object.keys(localStorage).some((name) => name.startsWith('unsent'))"):
        if time.monotonic() > until:
            raise SystemExit("marks were still not sent")
        await asyncio.sleep(0.1)
