"""A headless Chromium that tests drive by its own protocol, over two pipes.

Takes: pages as files. Returns: what JavaScript gives there, and every message and request that the browser reports. It
needs the program alone, no driver and no package.

*Source*: the Chrome DevTools Protocol, https://chromedevtools.github.io/devtools-protocol/.
"""

import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

PROGRAM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
OPTIONS = (
    *("--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-extensions"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--force-color-profile=srgb", "--hide-scrollbars"),
)
PATIENCE = 30.0
# What the keyboard has, by what `KeyboardEvent.key` says of it.
CODES = {"ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35, "Tab": 9, " ": 32, "r": 82}


class Browser:
    """One browser with one page. `messages` are what it wrote to the console, `requests` all addresses asked for."""

    def __init__(self, profile: Path) -> None:
        assert PROGRAM is not None
        # The browser reads from its descriptor 3 and writes to 4.
        theirs_in, self.out = os.pipe()
        self.into, theirs_out = os.pipe()
        command = [PROGRAM, *OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        script = f'exec 3<&{theirs_in} 4>&{theirs_out}; exec "$@"'
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", *command],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.rest = b""
        self.count = 0
        self.session: str | None = None
        self.messages: list[str] = []
        self.requests: list[str] = []
        self.events: list[str] = []
        (target,) = [one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page"]
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    def call(self, method: str, **parameters: Any) -> Any:
        """What a command of the protocol gives."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.read(deadline)
            if answer.get("id") == self.count:
                assert "error" not in answer, answer
                return answer["result"]

    def read(self, deadline: float) -> Any:
        """The next message, of which events are noted."""
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.into], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, "the browser does not answer"
            self.rest += os.read(self.into, 1 << 20)
        text, _, self.rest = self.rest.partition(b"\0")
        message = json.loads(text)
        method, given = message.get("method", ""), message.get("params", {})
        self.events.append(method)
        if method == "Runtime.consoleAPICalled":
            self.messages.append(json.dumps(given["args"]))
        elif method == "Runtime.exceptionThrown":
            self.messages.append(json.dumps(given["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.messages.append(given["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(given["request"]["url"])
        return message

    def open(self, page: Path, fragment: str = "") -> None:
        """Loads a page, also one that is there with another fragment, and waits until it is there."""
        for address in ("about:blank", f"{page.as_uri()}{fragment}"):
            self.requests.clear()
            self.messages.clear()
            self.events.clear()
            self.call("Page.navigate", url=address)
            while "Page.loadEventFired" not in self.events:
                self.read(time.monotonic() + PATIENCE)

    def run(self, script: str) -> Any:
        """The value of an expression of JavaScript in the page; of a promise, what it gives."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, *keys: str) -> None:
        for key in keys:
            shared = {"key": key, "windowsVirtualKeyCode": CODES[key], "code": "Space" if key == " " else key}
            self.call("Input.dispatchKeyEvent", type="keyDown", text=key if len(key) == 1 else "", **shared)
            self.call("Input.dispatchKeyEvent", type="keyUp", **shared)

    def media(self, **features: str) -> None:
        """Sets media features, with `_` for `-`; none sets all back."""
        given = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=given)

    def size(self, width: int, height: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        os.close(self.out)
        os.close(self.into)
