"""./wanghuo backup, restore"""

from pathlib import Path

import click

from wanghuo.site.places import places

from .look import console


@click.command(short_help="备份成一个文件。 Database, attachments and ledger head in one file.")
@click.argument("file", type=click.Path(path_type=Path), required=False)
def backup(file: Path | None) -> int:
    """把数据库、附件和台账最新首部写入一个文件（默认在 var/backups/）。系统可以照常运行。

    Writes one checked file; the system may be running. FILE may be a folder. The keys in var/keys are NOT in it:
    keep them apart, as docs/operations.md says.
    """
    from wanghuo.site.keep.archive import read_manifest
    from wanghuo.site.keep.backup import back_up, default_name
    from wanghuo.site.supervisor.show import Show

    from .house import database, kept_mode

    where = places()
    target = (file or where.backups).absolute()
    if target.is_dir() or (file is None):
        target = target / default_name()
    show = Show(console)
    with database() as url, show.step("备份 · backup") as step:
        manifest = back_up(url, where, target, step.say, mode=kept_mode())
    assert read_manifest(target).made_at == manifest.made_at
    _summary(target, manifest)
    return 0


@click.command(short_help="从备份文件恢复。 Put a backup back.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--force",
    is_flag=True,
    help="目标已有数据也恢复；先自动备份现有数据。 Even over data; that is backed up first.",
)
@click.option("--no-safety", is_flag=True, hidden=True, help="不先备份（退回升级时用）。 No safety backup.")
def restore(file: Path, *, force: bool, no_safety: bool) -> int:
    """恢复数据库和附件，并与备份逐表比对。系统须先停止；目标已有数据时须加 --force。

    Restores all or nothing and compares every table with the backup. Stop the system first.
    """
    from wanghuo.site.engine import EngineError
    from wanghuo.site.keep.archive import read_manifest
    from wanghuo.site.keep.backup import back_up, default_name
    from wanghuo.site.keep.restore import is_empty, put_back
    from wanghuo.site.supervisor.show import Show

    from .house import alone, kept_mode

    where = places()
    read_manifest(file)
    show = Show(console)
    with alone() as url:
        if not is_empty(url, where):
            if not force:
                raise EngineError(
                    "目标已有数据，没有恢复：确要覆盖请加 --force(会先自动备份现有数据)。"
                    " There is data already; --force replaces it after backing it up."
                )
            if not no_safety:
                safety = where.backups / default_name("before-restore")
                with show.step(f"先备份现有数据 · safety backup → {safety.name}") as step:
                    back_up(url, where, safety, step.say, mode=kept_mode())
        with show.step("恢复 · restore") as step:
            manifest = put_back(url, where, file.absolute(), step.say)
    _summary(file, manifest)
    console.print("已与备份逐表比对，一致 · compared with the backup, identical. 启动 · start: ./wanghuo up")
    return 0


def _summary(path: Path, manifest: object) -> None:
    from wanghuo.site.keep.archive import Manifest

    assert isinstance(manifest, Manifest)
    size = path.stat().st_size / 2**20
    files = sum(1 for name in manifest.members if name.startswith("files/"))
    console.print(f"[bold]{path}[/bold]  {size:.1f} MB", soft_wrap=True, highlight=False)
    console.print(
        f"[dim]{manifest.made_at}  望火 {manifest.release}  {len(manifest.facts.tables)} 张表 {manifest.facts.rows} 行"
        f"  附件 {files} 个  台账 {manifest.facts.ledger.get('entries', 0)} 条[/dim]",
        soft_wrap=True,
        highlight=False,
    )
