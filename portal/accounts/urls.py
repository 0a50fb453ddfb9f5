from django.urls import path

from portal.accounts.views import lists, people, profile

app_name = "accounts"
urlpatterns = [
    path("", people.people, name="people"),
    path("new/", people.hire, name="hire"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/change/", people.change, name="change"),
    path("<int:pk>/hold/", people.hold, name="hold"),
    path("<int:pk>/invite/", people.invite, name="invite"),
    path("<int:pk>/leave/", people.leave, name="leave"),
    path("<int:pk>/come-back/", people.come_back, name="come_back"),
    path("<int:pk>/erase/", people.erase, name="erase"),
    path("me/", profile.profile, name="profile"),
    path("me/tokens/new/", profile.new_token, name="new_token"),
    path("me/tokens/<int:pk>/revoke/", profile.revoke_token, name="revoke_token"),
    path("welcome/<str:secret>/", profile.welcome, name="welcome"),
    path("lists/", lists.upload, name="upload"),
    path("lists/<int:pk>/", lists.rehearse, name="rehearse"),
    path("lists/<int:pk>/apply/", lists.apply, name="apply"),
]
