from wagtail import hooks

from home.viewsets import HomePageViewSet


@hooks.register("register_admin_viewset")
def register_home_page_viewset() -> HomePageViewSet:
    return HomePageViewSet()
