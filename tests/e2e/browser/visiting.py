"""What a visitor of a page does and sees, by Chromium."""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from tests.e2e.browser.pages import Site
from tests.e2e.driving import until

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=560,860",
)
# What the page says is over once another page has come; so it is noted as it is said.
LISTENING = """
document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  const said = JSON.parse(sessionStorage.getItem("said") || "[]");
  const words = document.querySelector("[role=status]")?.textContent;
  if (words && said.at(-1) !== words) sessionStorage.setItem("said", JSON.stringify([...said, words]));
}).observe(document, { subtree: true, childList: true }));
"""


@dataclass(frozen=True)
class Programs:
    """Where Chromium and its driver are, and the environment that they need."""

    chromium: str
    driver: str
    environment: dict[str, str]


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    site: Site
    programs: Programs
    profile: Path
    preferences: dict[str, Any] = field(default_factory=dict)
    before_each_page: list[str] = field(default_factory=lambda: [LISTENING])
    _driver: Chrome | None = None
    _opened_at: float = 0.0

    @property
    def driver(self) -> Chrome:
        """The browser, started when it is needed first: preferences count from the start."""
        if self._driver is None:
            options = ChromeOptions()
            options.binary_location = self.programs.chromium
            for flag in (*FLAGS, f"--user-data-dir={self.profile}"):
                options.add_argument(flag)
            options.add_experimental_option("prefs", self.preferences)
            options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
            service = ChromeService(self.programs.driver, env=self.programs.environment)
            self._driver = Chrome(options, service)
            for source in self.before_each_page:
                self._driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
        return self._driver

    def leave(self) -> None:
        """Close the browser, if it was ever opened."""
        if self._driver is not None:
            self._driver.quit()

    def open(self, path: str, *, origin: str | None = None) -> None:
        self.driver.get((origin or self.site.origin) + path)
        self._opened_at = monotonic()

    def fill(self, fields: dict[str, str]) -> None:
        for name, value in fields.items():
            found = self.driver.find_element(By.NAME, name)
            if found.tag_name == "select":
                Select(found).select_by_value(value)
            else:
                found.clear()
                found.send_keys(value)

    def take_time(self) -> None:
        """Wait until a person could have filled the form in; who is faster looks like a program."""
        sleep(max(0.0, self._opened_at + 2.5 - monotonic()))

    def send(self) -> None:
        self.take_time()
        self.driver.find_element(By.CSS_SELECTOR, "form button").click()

    def see(self, selector: str) -> WebElement:
        """Wait until there is such an element that can be seen."""
        found = until(
            lambda: [e for e in self.driver.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()], bool
        )
        return found[0]

    def read(self, words: str) -> None:
        """Wait until the page says something."""
        until(lambda: self.driver.find_element(By.CSS_SELECTOR, "[role=status]").text, lambda text: words in text)

    def arrive(self, is_there: Callable[[str], bool]) -> str:
        """Wait until the browser is at some address."""
        return until(lambda: self.driver.current_url, is_there)

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def take_picture(self, file: Path) -> None:
        """Keep what the page shows, without what is below it."""
        height = self.run("return Math.ceil(document.body.getBoundingClientRect().bottom) + 32")
        clip = {"x": 0, "y": 0, "width": 560, "height": height, "scale": 1}
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
        file.write_bytes(b64decode(shot["data"]))

    def kept(self) -> dict[str, Any] | None:
        """What the page keeps of the visitor."""
        text = self.run("return localStorage.getItem('leadgate')")
        return None if text is None else json.loads(text)

    def heard(self) -> list[str]:
        """Everything that the pages of this origin have said."""
        said: list[str] = json.loads(self.run("return sessionStorage.getItem('said')") or "[]")
        return said

    def complaints(self) -> list[str]:
        """What the browser complains of, such as a violated policy."""
        entries: list[dict[str, str]] = self.driver.get_log("browser")
        return [entry["message"] for entry in entries]
