"""Every address of the site: each noun's own list, one line each."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qiantou.access.views")),
    path("", include("qiantou.desk.mydesk")),
    path("", include("qiantou.desk.matters")),
    path("", include("qiantou.desk.asking")),
    path("", include("qiantou.desk.charters")),
    path("", include("qiantou.desk.passing")),
    path("", include("qiantou.desk.charter_paper")),
    path("", include("qiantou.desk.groups")),
    path("", include("qiantou.desk.lent")),
    path("", include("qiantou.desk.incoming")),
    path("", include("qiantou.desk.mandates")),
    path("", include("qiantou.desk.files")),
    path("", include("qiantou.desk.joints")),
    path("", include("qiantou.desk.letters")),
    path("", include("qiantou.desk.letter_papers")),
    path("", include("qiantou.desk.signing")),
    path("", include("qiantou.desk.plans")),
    path("", include("qiantou.desk.options")),
    path("", include("qiantou.desk.advice")),
    path("", include("qiantou.desk.advice_past")),
    path("", include("qiantou.desk.lists")),
    path("", include("qiantou.desk.papers")),
    path("", include("qiantou.desk.numbers")),
    path("", include("qiantou.desk.bulk")),
    path("", include("qiantou.desk.outsiders")),
    path("", include("qiantou.desk.outsiders_slip")),
    path("", include("qiantou.desk.outsiders_link")),
    path("", include("qiantou.desk.importing")),
    path("", include("qiantou.desk.proof")),
    path("", include("qiantou.desk.units")),
    path("", include("qiantou.desk.duties")),
    path("", include("qiantou.desk.accounts")),
    path("", include("qiantou.desk.calendar_pages")),
    path("", include("qiantou.desk.kinds_pages")),
    path("", include("qiantou.desk.messages")),
    path("", include("qiantou.desk.messages_log")),
    path("", include("qiantou.desk.messages_admin")),
    path("", include("qiantou.desk.feeds")),
    path("", include("qiantou.desk.help_pages")),
    path("", include("qiantou.api.urls")),
]

handler400 = "qiantou.desk.failing.not_understood"
handler500 = "qiantou.desk.failing.failed"
