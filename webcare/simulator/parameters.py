"""Which parameters X's endpoints know, and which values they take."""

from flask import Request

from webcare.simulator import problems


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TWEET_FIELDS = _words(
    "article attachments author_id card_uri community_id context_annotations conversation_id created_at "
    "display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang "
    "matched_media_notes media_metadata non_public_metrics note_request_suggestions note_tweet "
    "organic_metrics paid_partnership possibly_sensitive promoted_metrics public_metrics "
    "referenced_tweets reply_settings scopes source suggested_source_links "
    "suggested_source_links_with_counts text withheld"
)
USER_FIELDS = _words(
    "affiliation confirmed_email connection_status created_at description entities id "
    "is_identity_verified location most_recent_tweet_id name parody pinned_tweet_id profile_banner_url "
    "profile_image_url protected public_metrics receives_your_dm subscription subscription_type url "
    "username verified verified_followers_count verified_type withheld"
)
MEDIA_FIELDS = _words(
    "alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url "
    "promoted_metrics public_metrics type url variants width"
)
DM_FIELDS = _words(
    "attachments created_at dm_conversation_id entities event_type id participant_ids referenced_tweets sender_id text"
)
TWEET_EXPANSIONS = _words(
    "article.cover_media article.media_entities attachments.media_keys attachments.media_source_tweet "
    "attachments.poll_ids author_id edit_history_tweet_ids entities.mentions.username geo.place_id "
    "in_reply_to_user_id entities.note.mentions.username referenced_tweets.id "
    "referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id"
)
DM_EXPANSIONS = frozenset({"attachments.media_keys", "participant_ids", "referenced_tweets.id", "sender_id"})
USER_EXPANSIONS = frozenset({"affiliation.user_id", "most_recent_tweet_id", "pinned_tweet_id"})
EXCLUDE = frozenset({"replies", "retweets"})
EVENT_TYPES = frozenset({"MessageCreate", "ParticipantsJoin", "ParticipantsLeave"})
ANY: frozenset[str] = frozenset()

Known = dict[str, frozenset[str]]
USERS: Known = {"user.fields": USER_FIELDS, "expansions": USER_EXPANSIONS, "tweet.fields": TWEET_FIELDS}
TWEETS: Known = {
    "tweet.fields": TWEET_FIELDS,
    "expansions": TWEET_EXPANSIONS,
    "media.fields": MEDIA_FIELDS,
    "poll.fields": ANY,
    "user.fields": USER_FIELDS,
    "place.fields": ANY,
}
TIMELINE: Known = TWEETS | dict.fromkeys(
    ("since_id", "until_id", "max_results", "pagination_token", "start_time", "end_time"), ANY
)
SEARCH: Known = TIMELINE | dict.fromkeys(("query", "next_token", "sort_order"), ANY)
MESSAGES: Known = {
    "dm_event.fields": DM_FIELDS,
    "event_types": EVENT_TYPES,
    "expansions": DM_EXPANSIONS,
    "media.fields": MEDIA_FIELDS,
    "user.fields": USER_FIELDS,
    "tweet.fields": TWEET_FIELDS,
    "max_results": ANY,
    "pagination_token": ANY,
}


def check(request: Request, known: Known) -> None:
    """Refuse, as X does, a parameter or a value it does not know. Raises Problem 400."""
    for name, value in request.args.items():
        if name not in known:
            listed = ",".join(sorted(known))
            raise problems.invalid(f"The query parameter [{name}] is not one of [{listed}]", **{name: [value]})
        for each in value.split(",") if known[name] else ():
            if each not in known[name]:
                listed = ",".join(sorted(known[name]))
                message = f"The `{name}` query parameter value [{each}] is not one of [{listed}]"
                raise problems.invalid(message, **{name: [value]})


def page_size(request: Request, low: int, high: int, default: int) -> int:
    """`max_results`. Raises Problem 400 outside its range."""
    given = request.args.get("max_results", str(default))
    if not given.isdecimal() or not low <= int(given) <= high:
        message = f"The `max_results` query parameter value [{given}] is not between {low} and {high}"
        raise problems.invalid(message, max_results=[given])
    return int(given)


def number(request: Request, name: str) -> int | None:
    """A parameter that is an id. Raises Problem 400 when it is none."""
    given = request.args.get(name)
    if given is None:
        return None
    if not given.isdecimal() or len(given) > 19:
        raise problems.invalid(f"The `{name}` query parameter value [{given}] is not valid", **{name: [given]})
    return int(given)


def ids(request: Request) -> list[int]:
    """`ids`, 1 to 100 of them. Raises Problem 400."""
    given = request.args.get("ids", "")
    each = given.split(",")
    if len(each) > 100 or not all(one.isdecimal() and len(one) <= 19 for one in each):
        raise problems.invalid(f"The `ids` query parameter value [{given}] is not valid", ids=[given])
    return [int(one) for one in each]
