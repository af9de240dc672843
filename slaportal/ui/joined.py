"""What every page loads: one style sheet and one script where the portal is served, their parts where it is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE, SCRIPT = "css/portal.css", "js/portal.js"
STYLES = (
    "vendor/bootstrap.min.css",
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/pages/queue.css",
    "css/pages/lead.css",
    "css/pages/sign.css",
    "css/pages/workshop.css",
    "css/pages/dashboard.css",
    "css/pages/agreement.css",
    "css/pages/home.css",
    "css/pages/sign_in.css",
    "css/pages/gallery.css",
    "css/pages/settings.css",
    "css/pages/notices.css",
    "css/pages/search.css",
    "css/pages/imports.css",
    "css/pages/leads.css",
    "css/pages/narrower.css",
    "css/pages/paper.css",
    "css/papers.css",
    "css/history.css",
    "css/verify.css",
    "css/ceremony.css",
    "css/negotiate.css",
)
# Each stands on its own: no module imports another, they meet in the page.
MODULES = (
    "js/htmx-csrf.js",
    "js/theme.js",
    "js/keys.js",
    "js/dialog.js",
    "js/toast.js",
    "js/ticking.js",
    "js/rows.js",
)


class JoinedStaticFiles(CompressedManifestStaticFilesStorage):
    """Collected files with their hash in their name, compressed; the sheets and modules of every page in one file each."""

    is_joined = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, Any]]:
        """Write the two joined files before every file gets its hash."""
        if not dry_run:
            self._write(STYLE, "\n".join(map(self._text, STYLES)))
            # A block each, so that no module sees the names of another.
            self._write(SCRIPT, "\n".join(f"{{\n{self._text(module)}}}" for module in MODULES))
            paths |= {name: (self, name) for name in (STYLE, SCRIPT)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _text(self, name: str) -> str:
        with self.open(name) as file:
            text: str = file.read().decode()
        return text

    def _write(self, name: str, text: str) -> None:
        self.delete(name)
        self.save(name, ContentFile(text.encode()))


def tags() -> SafeString:
    """Return the tags that load the look: two where files are joined, one for each part elsewhere."""
    is_joined = getattr(staticfiles_storage, "is_joined", False)
    styles, modules = ((STYLE,), (SCRIPT,)) if is_joined else (STYLES, MODULES)
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in styles)
    ) + format_html_join(
        "\n", '<script type="module" src="{}"></script>', ((static(name),) for name in modules)
    )
