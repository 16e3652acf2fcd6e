"""A report, and what became of the reports a command was given."""

import json

REPORT = {
    "id": "r1",
    "url": "https://nahr.example/1",
    "source": "nahr",
    "title": "اشتباكات قرب سجن غويران",
    "body": "قالت مصادر إن داعش هاجم السجن في حي غويران.\n\nوأضافت أن قوات سوريا الديمقراطية طوقت المكان.",
    "published": "2022-01-20T20:00:00+02:00",
    "lang": "ar",
}


def lines(path, *records, ascii_=False):
    """A dump of the records; with ``ascii_`` lone surrogates stand in it as the escapes they come as."""
    path.write_text("".join(json.dumps(record, ensure_ascii=ascii_) + "\n" for record in records), encoding="utf-8")
    return path


def loaded(newsetl_, path):
    """Load a file; its outcome counts by stage."""
    code, out, err = newsetl_("load", path, "--json")
    answer = json.loads(out)
    counts = {(row["stage"], row["outcome"]): row["count"] for row in answer["counts"]}
    return code, answer, counts, err


def reasons(newsetl_):
    _, out, _ = newsetl_("quarantine", "list", "--json")
    return [(row["stage"], row["reason"]) for row in map(json.loads, out.splitlines())]


def pack(settings, address):
    folder = settings.data_dir / "sources"
    folder.mkdir(parents=True)
    text = f"id: outlet\nname: {{ar: منفذ, en: Outlet}}\nhomepage: http://{address}/\ncountry: SY\nlanguage: ar\n"
    (folder / "outlet.yaml").write_text(f"{text}affiliation: independent\nfeeds: [http://{address}/feed]\n", "utf-8")
