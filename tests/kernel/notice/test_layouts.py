"""Layouts one by one."""

from wanghuo.kernel.notice import read_notice


def parties(raw: str) -> list[tuple[tuple[int, ...], str, str]]:
    return [(tuple(p["path"]), p["name"], p["role"]) for p in read_notice(raw)["parties"]]


def test_a_table_pasted_cell_by_cell() -> None:
    raw = "2025年重点任务分工\n一、任务\n序号\n重点任务\n牵头单位\n配合单位\n完成时限\n1\n新建消防站2座\n区应急局\n区住建局、各镇\n6月底前\n2\n改造小区5个\n区住建局\n区财政局\n年底前\n"
    reading = read_notice(raw)
    assert parties(raw) == [
        ((1,), "区应急局", "lead"), ((1,), "区住建局", "support"), ((1,), "各镇", "support"),
        ((1,), "区住建局", "lead"), ((1,), "区财政局", "support"),
    ]  # fmt: skip
    assert [d["date"] for d in reading["deadlines"]] == ["2025-06-30", "2025-12-31"]
    assert [(m["value"], m["unit"]) for m in reading["measures"]] == [(2, "座"), (5, "个")]
    assert reading["segments"][-1]["span"][1] == len(raw)


def test_a_task_table_in_an_absent_attachment_is_said() -> None:
    raw = "关于印发重点任务的通知\n各镇：\n现将有关任务印发给你们，任务分工详见附件。\n附件：重点任务责任分工表\n区人民政府\n2025年3月1日\n"
    reading = read_notice(raw)
    assert reading["parties"] == []
    assert any("附件" in w and "责任单位" in w for w in reading["warnings"])


def test_first_named_leads_where_the_notice_says_so() -> None:
    raw = "关于甲的意见\n一、乙。做好乙。（省教育厅、省财政厅负责。列第一位者为牵头单位，下同）\n二、丙。（省财政厅、省民政厅等负责）\n三、丁。（省民政厅负责）\n"
    assert parties(raw) == [
        ((1,), "省教育厅", "lead"), ((1,), "省财政厅", "responsible"), ((2,), "省财政厅", "lead"),
        ((2,), "省民政厅", "responsible"), ((3,), "省民政厅", "responsible"),
    ]  # fmt: skip


def test_labels_with_half_width_marks() -> None:
    raw = "关于甲的意见\n一、乙。做好乙。(责任单位:区教委;配合单位:区财政局、各镇街)\n"
    assert parties(raw) == [
        ((1,), "区教委", "responsible"),
        ((1,), "区财政局", "support"),
        ((1,), "各镇街", "support"),
    ]


def test_numbers_that_run_through_and_that_restart() -> None:
    raw = "甲\n一、乙\n（一）丙。\n（二）丁。\n二、戊\n（三）己。\n第三部分\n三、庚\n（一）辛。\n1.壬。\n2.癸。\n"
    assert [c["path"] for c in read_notice(raw)["clauses"]] == [
        [1],
        [1, 1],
        [1, 2],
        [2],
        [2, 3],
        [3],
        [3, 1],
        [3, 1, 1],
        [3, 1, 2],
    ]


def test_an_ambiguous_date_is_said_to_be_so() -> None:
    reading = read_notice("关于甲的通知\n各镇：\n请办理。\n区人民政府办公室\n2020112\n")
    assert reading["date"] == "2020-01-12"
    assert reading["repairs"][0]["certainty"] < 0.8
    assert any("2020-11-02" in w for w in reading["warnings"])


def test_an_attachment_is_not_read() -> None:
    raw = "关于甲的通知\n各镇：\n一、乙。区教委要排查。\n附件：1.表一\n2.表二\n区人民政府办公室\n2020年1月2日\n附件1\n表一\n一、区财政局要拨款500万元。\n"
    reading = read_notice(raw)
    assert [c["path"] for c in reading["clauses"]] == [[1]]
    assert [p["name"] for p in reading["parties"]] == ["区教委"]
    assert reading["measures"] == []


def test_a_plan_printed_as_the_attachment_is_read() -> None:
    raw = "某镇关于印发《甲方案》的通知\n各村：\n现将《甲方案》印发给你们。\n附件：甲方案\n某镇人民政府\n2025年10月20日\n附件：\n甲方案\n一、时间\n2025年11月1日至30日\n二、分工\n（一）启动。开展活动。（责任单位：镇应急办、文化站）\n"
    reading = read_notice(raw)
    assert reading["title"] == "甲方案"
    assert reading["warnings"] == []
    assert parties(raw) == [((2, 1), "镇应急办", "responsible"), ((2, 1), "文化站", "responsible")]
    assert [d["date"] for d in reading["deadlines"]] == ["2025-11-30"]
