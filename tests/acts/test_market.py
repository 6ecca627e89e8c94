"""The longest road of a joint work, told by the demonstration, from the incoming paper to the passing of the lead."""

from __future__ import annotations

from tests.acts.test_division import play


def test_from_paper_to_launch_and_on_to_another_lead(site):
    from qiantou.acts import registers, shell
    from qiantou.core.register import CHARTERS
    from qiantou.jobs.county.stories import market
    from qiantou.readmodel.models import JointRow, MatterRow
    from tests.acts.test_division import TOLD
    from tests.acts.whole import check_rows_are_the_fold

    county = play([market.story])
    joint = JointRow.objects.get()
    rows = MatterRow.objects.filter(joint=joint.stream)

    assert joint.lead == county.desk("shijian")  # the lead has passed, and the charter says so
    assert set(rows.values_list("kind", flat=True)) >= {
        "consultation", "signature", "options", "task", "means", "data", "meeting", "proposal", "passing",
    }  # fmt: skip
    assert set(MatterRow.objects.filter(kind="word").values_list("outcome", flat=True)) == {"answered", "silent"}
    launched = rows.filter(kind="task").exclude(line="")
    assert set(launched.values_list("line", flat=True)) == {f"L00{number}" for number in range(1, 7)}
    whole = launched.get(line="L001")
    assert whole.doer == county.desk("shijian")
    assert launched.get(line="L002").asker == county.desk("shijian")
    with shell.scripted(lambda: TOLD):
        charter = registers.current().at(TOLD).section(CHARTERS)[joint.stream]
        assert charter.lead == county.desk("shijian")
    assert check_rows_are_the_fold(TOLD) > 20
