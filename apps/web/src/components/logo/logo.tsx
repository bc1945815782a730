import classes from './logo.module.css';

/** A rustine: the small rubber patch with the bright rim that keeps a wheel turning. The tick is the inner tube, whole again. */
export function LogoMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect x="1" y="6" width="30" height="20" rx="10" fill="#e8590c" />
      <rect x="3.6" y="8.6" width="24.8" height="14.8" rx="7.4" fill="#16211f" />
      <path
        d="M9.2 16.4l4.3 4 9.4-8.6"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function Logo() {
  return (
    <span className={classes.logo}>
      <LogoMark />
      Rustine
    </span>
  );
}
