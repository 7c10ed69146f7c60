"""`auditor completion`: what makes a shell complete verbs and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from auditor.cli.console import say
from auditor.i18n import _


@click.command(name="completion", help=_('Print the completion script of SHELL: eval "$(auditor completion bash)".'))
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print the script."""
    root = context.find_root()
    script = get_completion_class(shell)
    if script is None:  # a choice of ours is always known to click
        raise click.BadParameter(shell)
    name = str(root.info_name)
    say(script(root.command, {}, name, f"_{name.upper()}_COMPLETE").source(), lines=True)
    return 0
