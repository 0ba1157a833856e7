def test_a_mention_is_read_and_answered(x, client, mentions):
    made = x.post("@spoorlijn mijn trein rijdt niet https://a.example/b & nu?", author="anna", name="Anna", pictures=["platform|Perron"])
    page = mentions()
    assert page["data"][0]["id"] == made
    print(page)
    answer = client.create_tweet(text="Dag Anna, wat vervelend. ^SK", in_reply_to_tweet_id=made)
    print(answer, x.ledger(), x.timeline())
    assert [e["external_id"] for e in x.ledger()] == [answer["data"]["id"]]
