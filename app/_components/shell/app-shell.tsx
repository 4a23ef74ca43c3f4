"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { Header, HeaderMenuButton, HeaderName, SideNav, SideNavItems, SideNavLink, SkipToContent } from "../carbon";
import { lazyNamed } from "../feedback/lazy-named";
import {
  BareMetalServerIcon,
  CatalogIcon,
  CertificateIcon,
  ChipIcon,
  DashboardIcon,
  NotificationIcon,
  ObjectStorageIcon,
  ProfilesIcon,
  RestartIcon,
  SearchIcon,
  UserAdminIcon,
} from "../icons";
import { AccountMenu } from "./account-menu";
import { type ConsoleArea, currentItem, type NavigationItem } from "./navigation";
import type { PaletteItem } from "./palette-search";
import { type IndicatorState, StreamIndicator } from "./stream-indicator";
import { type ShellPrincipal, TeamSwitcher } from "./team-switcher";
import type { Theme } from "./theme";
import { ThemeSwitch } from "./theme-switch";
import { UnverifiedBanner, type UnverifiedProfile } from "./unverified-banner";

const CommandPalette = lazyNamed(() => import("./command-palette").then((module) => module.CommandPalette));

const areaIcons = {
  overview: DashboardIcon,
  profiles: ProfilesIcon,
  hmc: BareMetalServerIcon,
  bmc: ChipIcon,
  wbem: ObjectStorageIcon,
  runs: RestartIcon,
  notifications: NotificationIcon,
  certificates: CertificateIcon,
  audit: CatalogIcon,
  admin: UserAdminIcon,
} satisfies Record<ConsoleArea, typeof DashboardIcon>;

export interface ShellProfile {
  id: string;
  name: string;
  /** Kind and address, shown beside the name. */
  note: string;
  href: string;
}

export interface AppShellProps {
  principal: ShellPrincipal;
  navigation: readonly NavigationItem[];
  profiles: readonly ShellProfile[];
  /** Profile the current page is about; its name stands in the switcher. */
  currentProfileId?: string;
  theme: Theme;
  streamState: IndicatorState;
  unverifiedProfiles: readonly UnverifiedProfile[];
  onSelectTeam: (teamId: string) => void;
  onSignOut: () => void;
  findObjects?: (query: string, signal: AbortSignal) => Promise<PaletteItem[]>;
  children: ReactNode;
}

/** The signed-in frame: header with switchers and live indicator, side navigation, banners, and the page itself. */
export function AppShell(props: AppShellProps) {
  const { principal, navigation, profiles, theme } = props;
  const pathname = usePathname();
  const [isNavigationOpen, setNavigationOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);

  useEffect(() => {
    function openPalette(event: KeyboardEvent) {
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
        event.preventDefault();
        setPaletteOpen(true);
      }
    }
    window.addEventListener("keydown", openPalette);
    return () => window.removeEventListener("keydown", openPalette);
  }, []);

  // The kit reports every blur and Escape here; opening is the menu button's.
  function closeOnEscape(_event: unknown, isOpen?: boolean) {
    if (isOpen === false) {
      setNavigationOpen(false);
    }
  }

  const current = currentItem(navigation, pathname);
  const currentProfile = profiles.find((profile) => profile.id === props.currentProfileId);
  const paletteItems: PaletteItem[] = [
    ...navigation.map((item) => ({ id: item.area, group: "Pages", label: item.label, href: item.href })),
    ...profiles.map((profile) => ({
      id: profile.id,
      group: "Profiles",
      label: profile.name,
      note: profile.note,
      href: profile.href,
    })),
  ];

  return (
    <div className="sb-shell">
      <Header className="sb-shell__header" aria-label="Signalbox">
        <SkipToContent />
        <HeaderMenuButton
          aria-label={isNavigationOpen ? "Close navigation" : "Open navigation"}
          aria-expanded={isNavigationOpen}
          isActive={isNavigationOpen}
          onClick={() => setNavigationOpen(!isNavigationOpen)}
        />
        <HeaderName as={Link} href="/overview" prefix="">
          Signalbox
        </HeaderName>
        <TeamSwitcher principal={principal} onSelectTeam={props.onSelectTeam} />
        <div className="sb-shell__spacer" />
        <div className="sb-shell__tools">
          <button
            type="button"
            className="sb-palette-trigger"
            aria-keyshortcuts="Control+K Meta+K"
            onClick={() => setPaletteOpen(true)}
          >
            <SearchIcon />
            <span className="sb-palette-trigger__text">{currentProfile?.name ?? "Go to profile"}</span>
            <kbd>Ctrl K</kbd>
          </button>
          <StreamIndicator state={props.streamState} />
          <ThemeSwitch theme={theme} />
          <AccountMenu principal={principal} onSelectTeam={props.onSelectTeam} onSignOut={props.onSignOut} />
        </div>
        <SideNav
          aria-label="Areas"
          expanded={isNavigationOpen}
          onOverlayClick={() => setNavigationOpen(false)}
          onSideNavBlur={() => setNavigationOpen(false)}
          onToggle={closeOnEscape}
        >
          <SideNavItems>
            {navigation.map((item) => (
              <SideNavLink
                key={item.area}
                as={Link}
                href={item.href}
                renderIcon={areaIcons[item.area]}
                isActive={item === current}
                aria-current={item === current ? "page" : undefined}
                tabIndex={0}
                onClick={() => setNavigationOpen(false)}
              >
                {item.label}
              </SideNavLink>
            ))}
          </SideNavItems>
        </SideNav>
      </Header>
      <div className="sb-shell__main">
        <UnverifiedBanner profiles={props.unverifiedProfiles} />
        <main id="main-content" tabIndex={-1}>
          {props.children}
        </main>
      </div>
      {isPaletteOpen ? (
        <Suspense fallback={null}>
          <CommandPalette items={paletteItems} findObjects={props.findObjects} onClose={() => setPaletteOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
