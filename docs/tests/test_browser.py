"""The site in Debian's chromium: in both languages, both colour schemes, on a phone and on a desktop. `make docs-test` runs it."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
SITE = ROOT / "site"
REPORTS = ROOT / "reports"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
)
LANGUAGES = {"en": "Call it", "pt-BR": "Fazer a chamada"}
PAGES = sorted(str(path.relative_to(SITE / "en")) for path in (SITE / "en").rglob("*.html"))
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        yield browser
        browser.close()


class Visit:
    """A page in a context of its own, and what went wrong in it: console errors, exceptions, requests to another host."""

    def __init__(
        self, browser: Browser, size: str = "desktop", scheme: Literal["light", "dark"] = "light", *, javascript: bool = True
    ) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=javascript, reduced_motion="reduce"
        )
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.requests: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
        strangers = [url for url in self.requests if not url.startswith(("http://127.0.0.1:", "file://", "data:"))]
        assert self.wrong + strangers == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_operations_and_examples_are_visible(
    browser: Browser, origin: str, language: str, size: str, scheme: Literal["light", "dark"]
) -> None:
    with Visit(browser, size, scheme) as visit:
        page = visit.page
        page.goto(f"{origin}/{language}/reference.html#synclicenses-call")
        for anchor in ("synclicenses", "synclicensecounts"):
            expect(page.locator(f"section#{anchor} > h2")).to_be_visible()
            expect(page.locator(f"section#{anchor} .highlight-python").first).to_be_visible()
            expect(page.locator(f"section#{anchor} .highlight-shell").first).to_be_visible()
        expect(page.locator("#synclicenses-call > h3")).to_contain_text(LANGUAGES[language])
        expect(page.locator("#synclicenses-200 .highlight-json")).not_to_have_count(0)
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        assert dark == (scheme == "dark")
        REPORTS.mkdir(exist_ok=True)
        page.screenshot(path=REPORTS / f"docs-{language}-{size}-{scheme}.png")


@pytest.mark.parametrize("page_name", PAGES)
@pytest.mark.parametrize(("language", "look"), [("en", ("phone", "light")), ("pt-BR", ("desktop", "dark"))])
def test_a_page_is_readable_for_everyone(
    browser: Browser, origin: str, language: str, look: tuple[str, Literal["light", "dark"]], page_name: str
) -> None:
    with Visit(browser, *look) as visit:
        visit.page.goto(f"{origin}/{language}/{page_name}")
        found = Axe().run(visit.page).response["violations"]
        serious = [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found if rule["impact"] in ("serious", "critical")]
        assert serious == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_on_a_phone(browser: Browser, origin: str, language: str) -> None:
    with Visit(browser, "phone") as visit:
        for page_name in PAGES:
            visit.page.goto(f"{origin}/{language}/{page_name}")
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"][0], page_name


@pytest.mark.parametrize("javascript", [True, False])
def test_the_language_switch_keeps_the_page_and_the_anchor(browser: Browser, origin: str, javascript: bool) -> None:  # noqa: FBT001
    with Visit(browser, "phone", javascript=javascript) as visit:
        page = visit.page
        page.goto(f"{origin}/en/reference.html#synclicenses-429")
        page.locator(".languages a[lang='pt-BR']").click()
        expect(page).to_have_url(f"{origin}/pt-BR/reference.html" + ("#synclicenses-429" if javascript else ""))
        if javascript:
            expect(page.locator("#synclicenses-429 > h3")).to_be_in_viewport()
        page.locator(".languages a[lang='en']").click()
        expect(page).to_have_url(re.compile("/en/reference.html"))


@pytest.mark.parametrize(("language", "word"), [("en", "throttle"), ("pt-BR", "licença")])
@pytest.mark.parametrize("where", ["origin", "file"])
def test_the_search_finds_a_word_and_leads_to_it(browser: Browser, origin: str, where: str, language: str, word: str) -> None:
    base = origin if where == "origin" else SITE.as_uri()
    with Visit(browser) as visit:
        page = visit.page
        page.goto(f"{base}/{language}/index.html")
        page.locator(".sidebar-search").fill(word)
        page.locator(".sidebar-search").press("Enter")
        first = page.locator("#search-results li a").first
        expect(first).to_be_visible()
        first.click()
        expect(page.locator("article")).to_contain_text(re.compile(word, re.IGNORECASE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_readable_without_javascript_and_from_a_file(browser: Browser, language: str) -> None:
    with Visit(browser, javascript=False) as visit:
        page = visit.page
        page.goto(f"{SITE.as_uri()}/{language}/reference.html")
        expect(page.locator("#vpptoken-last-sync-status")).to_be_visible()
        details = page.locator("#synclicenses-429 details").first
        details.locator("summary").click()
        expect(details.locator(".highlight-json")).to_be_visible()
        expect(page.locator(".sidebar-tree a").first).to_be_visible()


def test_the_keyboard_reaches_the_text_first(browser: Browser, origin: str) -> None:
    with Visit(browser) as visit:
        visit.page.goto(f"{origin}/en/reference.html")
        visit.page.keyboard.press("Tab")
        expect(visit.page.locator(".skip-to-content")).to_be_focused()
        visit.page.keyboard.press("Enter")
        expect(visit.page).to_have_url(re.compile("#furo-main-content$"))


def test_a_print_has_the_text_and_no_navigation(browser: Browser, origin: str) -> None:
    with Visit(browser) as visit:
        visit.page.goto(f"{origin}/en/reference.html")
        visit.page.emulate_media(media="print")
        expect(visit.page.locator("#synclicenses > h2")).to_be_visible()
        for part in (".sidebar-drawer", ".toc-drawer", ".announcement"):
            expect(visit.page.locator(part)).to_be_hidden()


def test_the_theme_button_changes_the_colours(browser: Browser, origin: str) -> None:
    with Visit(browser) as visit:
        visit.page.goto(f"{origin}/en/index.html")
        themes = []
        for _ in range(3):
            visit.page.locator(".theme-toggle-content .theme-toggle").click()
            themes.append(visit.page.evaluate("document.body.dataset.theme"))
        assert set(themes) == {"light", "dark", "auto"}


def test_the_first_page_of_the_site_leads_to_a_language(browser: Browser, origin: str) -> None:
    with Visit(browser) as visit:
        visit.page.goto(f"{origin}/")
        expect(visit.page).to_have_url(f"{origin}/en/index.html")


def test_a_letter_explains_itself_and_leads_to_its_source(browser: Browser, origin: str) -> None:
    with Visit(browser) as visit:
        visit.page.goto(f"{origin}/pt-BR/reference.html")
        letter = visit.page.locator("#synclicenses-429 a", has_text=re.compile("^M$")).first
        assert "Microsoft" in (letter.get_attribute("title") or "")
        letter.click()
        expect(visit.page.locator("#source-m")).to_be_in_viewport()
