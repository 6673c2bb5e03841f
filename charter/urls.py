"""Top-level routes and error handlers: the one place that joins the apps."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

import engagement.urls
import measures.urls
import promises.urls
from charter.admin import portal_admin
from charter.languages.addresses import files_of, pages_of
from charter.views import (
    account,
    audit,
    break_glass,
    calendar,
    charters,
    drafts,
    former,
    health,
    identity,
    invitations,
    jobs,
    logo,
    machines,
    mails,
    organisation,
    people,
    posts,
    search,
    settings,
    staff_home,
    styleguide,
)
from charter.views import public as pages

health_routes: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

public: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("charter/", pages.charter, name="charter"),
    path("charter/history/", pages.history, name="charter_history"),
    path("charter/history/<slug:charter>/", former.charter, name="former_charter"),
    path("charter/history/<slug:charter>/themes/<slug:slug>/", former.theme, name="former_theme"),
    path("charter/history/<slug:charter>/promises/<slug:slug>/", former.promise, name="former_promise"),
    path("themes/<slug:slug>/", pages.theme, name="theme"),
    path("how-we-score/", pages.how_we_score, name="how_we_score"),
    path("search/", search.search, name="search"),
    path("contact/", pages.contact, name="contact"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("cookies/", pages.cookies, name="cookies"),
    path("brand.css", pages.brand, name="brand"),
    path("logo/<slug:digest>.png", logo.logo, name="logo"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path(".well-known/security.txt", machines.security, name="security"),
]

signed_in: list[URLPattern | URLResolver] = [
    path("account/", account.account, name="account"),
    path("account/logout/", account.sign_out, name="account_logout"),
    # Addresses are the person's own row and changed by administrators; these two pages are closed.
    path("account/mails/", mails.own_mails, name="account_mails"),
    path("account/email/", account.no_address_page, name="account_email"),
    path("account/kept/", account.kept_page, name="account_kept"),
    path("account/sessions/", account.own_sessions, name="usersessions_list"),
    path("account/organisation/", organisation.sign_in, name="organisation_sign_in"),
    path("account/organisation/callback/", organisation.callback, name="organisation_callback"),
    path("account/3rdparty/", account.no_address_page, name="socialaccount_connections"),
    path("account/3rdparty/signup/", account.no_address_page, name="socialaccount_signup"),
    path("account/3rdparty/login/error/", account.no_address_page, name="socialaccount_login_error"),
    path("account/3rdparty/login/cancelled/", account.no_address_page, name="socialaccount_login_cancelled"),
    path("account/invitation/<str:token>/", invitations.accept, name="invitation"),
    path("account/confirm-email/", account.no_address_page, name="account_email_verification_sent"),
    path("account/", include("allauth.urls")),
]

staff: list[URLPattern | URLResolver] = [
    path("staff/", staff_home.staff_home, name="staff_home"),
    path("staff/people/", people.people, name="staff_people"),
    path("staff/people/<int:pk>/", people.person, name="staff_person"),
    path("staff/people/invite/", invitations.invite_somebody, name="staff_invite"),
    path("staff/people/<int:pk>/invitation/", invitations.invitation, name="staff_invitation"),
    path("staff/people/<int:pk>/second-factor/", identity.second_factor, name="staff_second_factor"),
    path("staff/people/<int:pk>/sessions/", identity.others_sessions, name="staff_sessions"),
    path("staff/people/<int:pk>/leave/", posts.leave, name="staff_leave"),
    path(
        "staff/people/<int:pk>/posts/<int:holding>/hand-over/", posts.hand_over_post, name="staff_hand_over"
    ),
    path("staff/posts/", posts.posts, name="staff_posts"),
    path("staff/posts/<int:pk>/", posts.post, name="staff_post"),
    path("staff/restricted/", break_glass.opened, name="staff_break_glass"),
    path("staff/settings/", settings.landlord_settings, name="staff_settings"),
    path("staff/settings/logo/", logo.landlord_logo, name="staff_logo"),
    path("staff/reminders/", mails.reminders, name="staff_reminders"),
    path("staff/reminders/mail.html", mails.digest_html, name="staff_digest_html"),
    path("staff/reminders/letters/<slug:kind>.html", mails.letter_html, name="staff_letter_html"),
    path("staff/charter/", charters.charters, name="staff_charters"),
    path("staff/charter/<slug:slug>/", charters.charter, name="staff_charter"),
    path("staff/charter/<slug:slug>/stage/", charters.stage, name="staff_charter_stage"),
    path("staff/charter/<slug:slug>/new/", charters.new_charter, name="staff_new_charter"),
    path("staff/drafts/", drafts.drafts, name="staff_drafts"),
    path("staff/drafts/start/", drafts.start, name="staff_start_draft"),
    path("staff/drafts/<int:pk>/", drafts.draft, name="staff_draft"),
    path("staff/texts/<slug:kind>/<int:pk>/", drafts.history, name="staff_text_history"),
    path("staff/calendar/", calendar.calendar, name="staff_calendar"),
    path("staff/calendar/<int:pk>/", calendar.bank_holiday, name="staff_bank_holiday"),
    path("staff/jobs/", jobs.jobs, name="staff_jobs"),
    path("staff/jobs/<int:pk>/", jobs.job, name="staff_job"),
    path("staff/audit/", audit.audit, name="staff_audit"),
    path("staff/audit/events.csv", audit.audit_csv, name="staff_audit_csv"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]

for_everybody = [*public, *promises.urls.public, *measures.urls.public, *engagement.urls.public]

urlpatterns = [
    *health_routes,
    *files_of(for_everybody),
    *i18n_patterns(*pages_of(for_everybody), prefix_default_language=False),
    *signed_in,
    *staff,
    *promises.urls.staff,
    *measures.urls.staff,
    *engagement.urls.staff,
    path("admin/", portal_admin.urls),
]

handler400 = "charter.views.errors.bad_request"
handler403 = "charter.views.errors.forbidden"
handler404 = "charter.views.errors.not_found"
handler429 = "charter.views.errors.too_many"
handler500 = "charter.views.errors.server_error"
