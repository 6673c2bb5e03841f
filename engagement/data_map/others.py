"""Columns that tell nothing of a tenant: figures, days, states, words of the landlord, who of the staff.

Staff stand in them by number; their names stand in the accounts alone. Texts that staff write for the public
are checked before they are let out. `id` is left out: every table has it.
"""

OTHERS = {
    "charter.BankHoliday": "day title",
    "charter.Landlord": (
        "version name word_for_customer word_for_customers first_period accent accent_dark band phone "
        "email address complaints_email safety_email website account_address hours logo logo_alt "
        "size_band landlord_type is_demonstration only"
    ),
    "charter.LandlordCode": "landlord code starts ends",
    "charter.Body": "version slug name kind description",
    "charter.BodyAlias": "body name",
    "charter.Charter": (
        "version slug title landlord stage is_current introduction strategic_plan starts ends values "
        "financial_year_starts met_from near_from coverage_numerator coverage_denominator named"
    ),
    "charter.CharterStage": "charter stage expected actual note order",
    "charter.Theme": "version charter slug title summary order",
    "charter.Expectation": "version charter text order",
    "charter.Quote": "version charter text attribution order",
    "charter.Draft": (
        "version kind action subject_id parent_id title was proposed note state author started_at "
        "submitted_at decided_by decided_at reason"
    ),
    "charter.Invitation": "made_by",
    "charter.Logo": "digest content width height",
    "charter.Timetable": (
        "version before_due overdue_every escalate_after waiting_days review_before hour only"
    ),
    "charter.MailChoice": "version",
    "charter.DigestRun": "day made_at made",
    "charter.Digest": "day",
    "charter.Post": "version title",
    "charter.PostHolding": "version post starts ends deputy",
    "charter.RoleGrant": "version role body starts ends given_by",
    "charter.BreakGlass": "permission subject_kind subject_id opened_at until",
    "charter.AuditEvent": "at verb subject_kind subject_id detail request_id",
    "charter.RequestOrigin": "request_id at",
    "charter.AuditDay": "day tables before seal made_at",
    "charter.Job": (
        "kind key ids state attempts due progress message reference asked_by asked_at started_at finished_at"
    ),
    "charter.FormToken": "token used_at person_id result",
    "charter.Heartbeat": "name at",
    "charter.SearchEntry": "source kind title text more address words",
    "charter.SearchWord": "word things",
    "charter.Translation": "charter language source text",
    "promises.Promise": "version charter theme slug title summary weight standards next_review order",
    "promises.Commitment": "version promise text order",
    "promises.Publication": "version slug title schedule starts stairs_class owner",
    "promises.Edition": (
        "version publication title published due review_by address file written_by approved_by approved_at"
    ),
    "promises.PublicationChange": "publication day note noted_by noted_at",
    "measures.Measure_monitored_by": "measure body",
    "measures.Measure_publications": "measure publication",
    "measures.Measure_members": "from_measure to_measure",
    "measures.Measure": (
        "version slug title kind direction frequency unit decimals why definition numerator_label "
        "denominator_label source owner approver critical sensitive regulator_code stock natural_min "
        "natural_max due_working_days due_calendar_days accumulation rolling_months cumulative "
        "next_review spc retired per answer_scale counter of grades expected_by done case_rule"
    ),
    "measures.MeasureLine_monitored_by": "measureline body",
    "measures.MeasureLine": "version promise measure text weight order",
    "measures.Target": (
        "version measure starts ends target low high grade tolerance tolerance_kind floor reason"
    ),
    "measures.Definition": "version measure starts text numerator_label denominator_label",
    "measures.Break": "version measure starts reason",
    "measures.MilestoneStage": "version measure title due done order",
    "measures.Segment_replaces": "from_segment to_segment",
    "measures.Segment": "version slug dimension name homes starts ends",
    "measures.SurveyMethod": (
        "version year stock items questionnaire required_sample achieved_sample population margin"
    ),
    "measures.ServiceLimit": "version year code text amount unit",
    "measures.Benchmark": (
        "year regulator_code stock size_band landlord_type landlords minimum lower_quartile median "
        "upper_quartile maximum deciles source"
    ),
    "measures.Import": (
        "version name digest file container table figures_digest same_as size form measure state rows "
        "faults summary received_by received_at accepted_by accepted_at"
    ),
    "measures.Result": (
        "version measure segment period period_kind period_start period_end numerator denominator "
        "value answers grade given_on review_by marker note differs_because workflow approval origin "
        "batch entered_by entered_at submitted_by submitted_at decided_by decided_at finalised_at "
        "returned_because supersedes correction_reason"
    ),
    "measures.Commentary": "version result why action by_when written_by written_at",
    "measures.Case": (
        "measure batch replaced_by segment stage received_on received_at acknowledged_on "
        "acknowledged_at closed_on closed_at outcome first_contact extension_days paused_days"
    ),
    "measures.Evidence": "result kind size digest added_by added_at",
    "measures.Confirmation": "result warnings because by at",
    "measures.KeptText": "measure period segment version",
    "measures.MeasureCommentary": (
        "version measure period period_kind period_start period_end why action by_when workflow "
        "written_by written_at decided_by decided_at returned_because"
    ),
    "measures.ImportLine": "batch row kind waits shown",
    "measures.ReleaseDocument": "digest body",
    "measures.Release": (
        "version slug period period_kind period_start period_end revision state cutoff hash "
        "rule_version scheduled_for public_since published_by published_at replaces reason notice "
        "withdrawn_by withdrawn_at withdrawn_because without"
    ),
    "measures.ReleaseEntry": "release name document",
    "measures.Waiver": "version measure period reason waived_by waived_at",
    "measures.Revision": "measure period old new kind reason at",
    "measures.Report": (
        "version release kind body large edition status inputs given missing problem ordered_by "
        "ordered_at job file digest archive archive_digest pages ready_at released_to_board"
    ),
    "measures.ReportSection": (
        "version kind year key heading text standards author written_at returned_at returned_because "
        "approver approved_at"
    ),
    "measures.Meeting": (
        "version body held_on starts place state called_by papers_due papers_said_at period release report"
    ),
    "measures.AgendaItem": "version meeting order origin key title says measure promise",
    "measures.Minute": "version meeting item kind text owner due answer answered_on answered_by order",
    "measures.PanelComment": (
        "version body promise period text author published_by published_at withheld_by withheld_at "
        "withheld_because"
    ),
    "measures.Score": (
        "subject subject_id period period_end state status score value coverage detail inputs "
        "rule_version computed_at"
    ),
    "measures.SeriesScore": (
        "measure segment period period_end figures value status met near missed limits_from mean "
        "lower upper limits_to no_limits variation assurance inputs rule_version computed_at"
    ),
    "measures.TargetChange": ("measure starts old new reason is_correction decided_by decided_at second"),
    "measures.DataRating": "version measure rating evidence rated_by rated_on",
    "measures.Chase": "measure period day asked_by",
    "measures.Alert_bodies": "alert body",
    "measures.Alert": "kind measure publication about sentence address raised_at",
    "measures.YearClosing": (
        "version year starts ends closed_by closed_at figures exceptions asked_by asked_at "
        "asked_because reopened_by reopened_at"
    ),
    "measures.PeriodUnlock": (
        "version measure period period_kind reason asked_by asked_at given_by given_at until ended_by "
        "ended_at ended_because"
    ),
    "measures.LockRule": "version days_after_release only",
    "engagement.DataRequest": (
        "version kind reference received_at due longer_because checked checked_by checked_at let_by "
        "let_at ending because closed_by closed_at"
    ),
    "engagement.Erasure": "request holding row at",
    "engagement.ServiceChange": (
        "version slug title said outcome did decided_on promises measures written_by written_at "
        "approved_by approved_at published_at"
    ),
    "engagement.ScrutinyProject": (
        "version slug title summary body promises measures started opened_by report_address "
        "published_on published_by"
    ),
    "engagement.Recommendation": (
        "version project text made_on made_by answer_due decision answer answered_on answered_by"
    ),
    "engagement.ScrutinyAction": (
        "version project recommendation text owner due added_on added_by done_on done_by closed_on closed_by"
    ),
    "engagement.FollowerMail": "release",
    "engagement.Member": "version",
    "engagement.EventPlace": "version event state asked_at replied_at came",
    "engagement.Feedback": (
        "version kind promises owner received_at received_by answer_due handed_over_at "
        "acknowledge_due answered_at answered_by public_text worded_by published_at published_by"
    ),
    "engagement.Consultation": "version slug title summary written_by opened_by opened_at came_of",
    "engagement.ConsultationStage": "version consultation stage promised expected came_on note document",
    "engagement.DraftParagraph": "consultation draft number text",
    "engagement.CommentGroup": (
        "version consultation title outcome answer answered_by answered_at approved_by approved_at"
    ),
    "engagement.Comment": "consultation paragraph group received_at",
    "engagement.Event": (
        "version slug kind title summary body starts invited_on state cancelled_because place "
        "join_link agenda seats late_because moved_from moved_because notes heard next_steps heard_on "
        "planned_by settled_by settled_at"
    ),
    "engagement.Challenge": (
        "version kind body promise measure period text display_name raised_by raised_at confirmed_by "
        "confirmed_at answer_due answer answered_by answered_at withheld_by withheld_at "
        "withheld_because"
    ),
    "engagement.Survey": (
        "version slug title intro method asked stock population state opened_at closed_at closed_by "
        "published_at published_by fed_at"
    ),
    "engagement.SurveyQuestion": (
        "version survey place kind text code options may_not_know must_answer only_if"
    ),
    "engagement.SurveyInvitation": "survey",
    "engagement.SurveyDraft": "survey started_on",
    "engagement.SurveyResponse": "survey came_by sent_on",
}

# Tables of packages that hold nothing of people.
PACKAGES = frozenset(
    {
        "auth.Permission",
        "auth.Group",
        "auth.Group_permissions",
        "contenttypes.ContentType",
        "admin.LogEntry",  # the administration only shows, so it writes nothing there
        "pghistory.Context",
        "socialaccount.SocialApp",
        "django_celery_beat.SolarSchedule",
        "django_celery_beat.IntervalSchedule",
        "django_celery_beat.ClockedSchedule",
        "django_celery_beat.CrontabSchedule",
        "django_celery_beat.PeriodicTasks",
        "django_celery_beat.PeriodicTask",
    }
)
