from sqlalchemy import select

from tests import scenes
from tests.web.desk import STREAMED, Desk
from webcare.database import session
from webcare.desk import toning
from webcare.models import Conversation, Message, ToneCorrection

ANGRY = "Weer vertraging, schandalig, wat een waardeloze service!"


def question(desk: Desk) -> Message:
    session.remove()
    there = select(Message).where(Message.conversation_id == desk.conversation_id, Message.direction == "inbound")
    return session.scalars(there).first() or Message()


def test_the_tone_stands_beside_what_was_said_and_can_be_chosen(desk: Desk) -> None:
    assert "How does this customer sound?" not in desk.sanne.get(desk.here).text
    toning.read(now=desk.now)
    page = desk.sanne.get(desk.here).text
    assert "How does this customer sound?" in page
    assert "Found by the desk itself" in page


def test_a_colleague_corrects_it_and_sees_that_a_colleague_did(desk: Desk) -> None:
    toning.read(now=desk.now)
    number = question(desk).id
    answer = desk.sanne.post(f"/messages/{number}/tone", {"sentiment": "positive"}, headers=STREAMED)

    assert answer.status_code == 200
    assert "A colleague chose this." in answer.text
    assert question(desk).sentiment == "positive"
    assert len(session.scalars(select(ToneCorrection)).all()) == 1


def test_a_tone_that_does_not_exist_is_refused(desk: Desk) -> None:
    toning.read(now=desk.now)
    assert desk.sanne.post(f"/messages/{question(desk).id}/tone", {"sentiment": "sarcastic"}).status_code == 422
    assert session.scalars(select(ToneCorrection)).all() == []


def test_the_list_and_the_customers_earlier_conversations_show_who_was_upset(desk: Desk) -> None:
    other = scenes.asks(desk.channel, ANGRY, at=desk.now).id
    toning.read(now=desk.now)
    assert session.get_one(Conversation, other).sentiment == "negative"
    assert 'class="tone negative"' in desk.sanne.get("/inbox?view=open").text
    assert 'class="tone negative"' in desk.sanne.get(f"{desk.here}/side").text
