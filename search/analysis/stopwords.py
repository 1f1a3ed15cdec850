"""Words that nearly every text of a language has, so that they tell texts apart badly.

Articles, pronouns, prepositions, forms of to be and to have; no word that is a subject here. A
query of nothing but these is asked of the titles as they stand (search.md §6).
"""

from functools import lru_cache

from search.analysis.folding import fold, words_of

_LISTS = {
    "en": """
        a about above after again against all also am an and any are as at be because been
        before being below between both but by can cannot could did do does doing down
        during each few for from further had has have having he her here hers herself him
        himself his how i if in into is it its itself me more most my myself no nor not of
        off on once only or other ought our ours ourselves out over own same she should so
        some such than that the their theirs them themselves then there these they this
        those through to too under until up very was we were what when where which while who
        whom why will with would you your yours yourself yourselves s t d ll m re ve don isn
        aren wasn weren doesn didn hasn haven won
    """,
    "fr": """
        a à ai au aux avec avez avons c ce ceci cela ces cet cette chez comme d dans de des
        donc du elle elles en encore entre est et été être eu eux il ils j je l la le les
        leur leurs lui m ma mais me même mes moi mon n ne ni nos notre nous on ont ou où par
        pas plus pour qu que quel quelle quelles quels qui quoi s sa sans se sera ses si son
        sont sous sur t ta te tes toi ton tu un une vos votre vous y aussi ainsi dont lors
        vers
    """,
    "es": """
        a al algo algunas algunos ante antes aquel aquella aquellas aquellos así aún aunque
        cada como con contra cual cuales cuando de del desde donde dos durante e el él ella
        ellas ellos en entre era eran eres es esa esas ese eso esos esta está están estas
        este esto estos fue fueron ha han has hasta hay la las le les lo los más me mi mis
        mucho muchos muy nada ni no nos nosotros o os otra otras otro otros para pero poco
        por porque que qué quien quienes se sea ser si sí sido sin sobre son su sus también
        tan tanto te tiene tienen todo todos tu tus u un una unas uno unos vosotros y ya yo
    """,
    "pt": """
        a à ao aos aquela aquelas aquele aqueles as às até com como da das de dela dele
        deles do dos e é ela elas ele eles em entre era essa essas esse esses esta está
        estão estas este estes eu foi foram há isso isto já lhe lhes mais mas me mesmo meu
        meus minha muito na não nas nem no nos nós o os ou para pela pelas pelo pelos por
        qual quando que quem se sem ser seu seus são só sua suas também te tem têm um uma
        umas uns
    """,
    "de": """
        aber alle als also am an auch auf aus bei bin bis bist da damit dann das dass dem
        den der des die dies diese diesem diesen dieser dieses doch dort du durch ein eine
        einem einen einer eines er es für hat hatte haben hier ich ihm ihn ihnen ihr ihre im
        in ist ja jede jeder kann kein keine man mehr mit muss nach nicht noch nun nur ob
        oder ohne sein seine sich sie sind so über um und uns unter vom von vor war waren
        was weil wenn wer wie wir wird wo zu zum zur
    """,
    "it": """
        a ad agli ai al alla alle allo anche c che chi ci come con cui d da dagli dai dal
        dalla dalle dei degli del della delle dello di dove e è ed era gli ha hanno i il in
        io l la le lei lo loro lui ma mi ne negli nei nel nella nelle noi non o per perché
        più qual quale quando quella quello questa queste questi questo s se sei si sia sono
        su sua sue sugli sui sul sulla suo suoi ti tra tu un una uno vi voi
    """,
    "tr": """
        acaba ama ancak bazı belki ben beni benim bir biri biz bu bunlar bunu bunun çok
        çünkü da daha de değil diye en gibi hem hep hepsi her hiç için ile ise kez ki kim mı
        mi mu mü nasıl ne neden nerede niçin o olan olarak onlar onu onun sanki siz şu tüm
        ve veya ya yani
    """,
    "ru": """
        а без более бы был была были было быть в вам вас во вот все всех вы где да даже для
        до его ее ей ему если есть еще же за здесь и из или им их к как когда ко кто ли либо
        мне может мы на над надо наш не него нее нет ни них но ну о об однако он она они оно
        от очень по под при с со так также такой там те тем то того тоже той только том ты у
        уже хотя чего чей чем что чтобы чье эта эти это этого этой этом этот я
    """,
    "ar": """
        في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا لا لم لن إن أن أنه
        انها كان كانت يكون هو هي هم هن نحن أنا أنت أو و ثم قد كل بعض غير بين حتى عند منذ بعد
        قبل كما لكن إذا حيث أي وقد ولا وفي ومن وهو وهي بها به لها له منها منه فيها فيه عليها
        عليه
    """,
    "ka": """
        და თუ რომ არის იყო ეს ის იმ ამ არ არა მაგრამ ან კი თან ვინ რა სად როდის როგორ ჩვენ
        თქვენ მე შენ მისი მათი უნდა ასევე როგორც რომელიც რომლის ყველა უფრო
    """,
    "hy": """
        և եւ է են էր էին եմ ես ու կամ բայց որ որը որոնք այս այդ այն մի չի չեն եթե ինչ ինչպես
        ով որտեղ երբ մենք դուք նա նրանք իր իրենց մեր ձեր նաեւ համար մեջ վրա հետ պետք
    """,
}


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    return {
        language: frozenset(words_of(fold(words))) | frozenset(fold(words).split())
        for language, words in _LISTS.items()
    }


def is_stop_word(word: str, language: str) -> bool:
    """Whether a folded word is one in `language`; never in a language without a list."""
    return word in _words().get(language.partition("-")[0], frozenset())
