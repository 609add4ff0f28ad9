"""The colours of the roles, light and dark. Every text has a contrast of at least 4.5 to 1 on the paper (WCAG 2.2)."""

from collections.abc import Mapping

THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {
        "paper": "#ffffff",
        "ink": "#24292f",
        "value": "#116329",
        "gradient": "#b42318",
        "local": "#0950ae",
        "label": "#57606a",
        "still": "#6a737d",
        "frame": "#0950ae",
        "wire": "#57606a",
    },
    "dark": {
        "paper": "#0d1117",
        "ink": "#e6edf3",
        "value": "#56d364",
        "gradient": "#ff7b72",
        "local": "#79c0ff",
        "label": "#9ea7b3",
        "still": "#848d97",
        "frame": "#79c0ff",
        "wire": "#9ea7b3",
    },
}
