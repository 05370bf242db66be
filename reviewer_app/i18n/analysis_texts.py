"""The texts of the analysis' warnings: which figure is undefined or says little, and why."""

from __future__ import annotations

from reviewer_app.i18n import N_

ANALYSIS_WARNINGS: dict[str, str] = {
    "analysis_without_marks": N_("No sheet is scored in full, so no figure of the analysis is defined."),
    "agreement_of_totals_one_expert": N_("Agreement on totals is undefined with one expert: {figures}."),
    "agreement_of_criterion_one_expert": N_("Agreement on {criterion} is undefined with one expert: {figures}."),
    "agreement_of_totals_few_complete": N_(
        "Agreement on totals is undefined, for only {complete} candidates were scored by every expert: {figures}."
    ),
    "agreement_of_criterion_few_complete": N_(
        "Agreement on {criterion} is undefined, for only {complete} candidates were scored by every expert: {figures}."
    ),
    "agreement_of_totals_no_variance": N_(
        "Agreement on totals is undefined, for the marks do not differ where they would have to: {figures}."
    ),
    "agreement_of_criterion_no_variance": N_(
        "Agreement on {criterion} is undefined, for the marks do not differ where they would have to: {figures}."
    ),
    "agreement_of_totals_nothing_shared": N_(
        "Agreement on totals is undefined, for no candidate was scored by two experts: {figures}."
    ),
    "agreement_of_criterion_nothing_shared": N_(
        "Agreement on {criterion} is undefined, for no candidate was scored by two experts: {figures}."
    ),
    "agreement_of_totals_one_candidate": N_("Agreement on totals is undefined with one candidate: {figures}."),
    "agreement_of_criterion_one_candidate": N_("Agreement on {criterion} is undefined with one candidate: {figures}."),
    "agreement_of_totals_opposite_marks": N_(
        "Agreement on totals is undefined, for two different marks add up to zero: {figures}."
    ),
    "agreement_of_criterion_opposite_marks": N_(
        "Agreement on {criterion} is undefined, for two different marks add up to zero: {figures}."
    ),
    "agreement_of_two_candidates": N_(
        "Only two candidates were scored by every expert; coefficients that rest on them say very little."
    ),
    "expert_without_marks": N_("{expert} has no sheet scored in full: mean, spread, leniency and order are undefined."),
    "expert_one_mark": N_("{expert} has one scored sheet only: no spread, and left out of the z-scores."),
    "expert_constant": N_("{expert} gave every candidate the same total and is left out of the z-scores."),
    "expert_shares_too_few": N_(
        "{expert} shares {shared} candidates with other experts; a comparison of orders needs two."
    ),
    "expert_order_undefined": N_(
        "{expert}: no order to compare, for the own totals or the others' means are all equal."
    ),
    "experts_share_two": N_(
        "For {count} experts the comparison of orders rests on two candidates and can only be 1 or −1."
    ),
    "candidate_without_marks": N_("{candidate} has no sheet scored in full: no z-score and no adjusted total."),
    "z_score_undefined": N_("{candidate}: no z-score, for none of the experts gave two different totals."),
    "severity_unconnected": N_(
        "The panel falls apart into {components} groups that share no candidate and no expert; severity is adjusted "
        "within each group, and figures of different groups cannot be compared."
    ),
    "contest_without_marks": N_("No sheet of {count} candidates is scored in full: nothing to draw from."),
    "uncertainty_of_one_expert": N_("With one scoring expert, drawing experts anew changes nothing and shows nothing."),
    "inside_cut_undefined": N_(
        "For {count} candidates there is no probability of being inside the cut: no score stage with a quota, or no "
        "scored sheet."
    ),
}
