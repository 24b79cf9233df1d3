from qa.english.synonyms import COUNTED, FALLING, GROUPS, GROWING


def test_groups_have_names_of_their_own_and_each_word_once() -> None:
    assert len({group.name for group in GROUPS}) == len(GROUPS)
    for group in GROUPS:
        assert len(set(group.words)) == len(group.words) > 1, group.name


def test_only_what_is_counted_grows_and_only_that_falls() -> None:
    assert FALLING < GROWING < COUNTED
    assert "death" in GROWING - FALLING and "missing" in FALLING
    assert "begin" not in COUNTED
