/**
 * Element Plus as the desk uses it: in Chinese, and above the dialogs. Parts of it whose own types do not hold under `exactOptionalPropertyTypes`, with what we use
 * of them told again. The others are imported from the library itself.
 */
import { ElOption as Option, ElSelect as Select, provideGlobalConfig } from 'element-plus';
import zhCn from 'element-plus/es/locale/lang/zh-cn';
import type { FunctionalComponent } from 'vue';

interface SelectProps {
  modelValue: string | number | undefined;
  ariaLabel: string;
  disabled?: boolean;
  filterable?: boolean;
  remote?: boolean;
  allowCreate?: boolean;
  defaultFirstOption?: boolean;
  clearable?: boolean;
  loading?: boolean;
  loadingText?: string;
  noDataText?: string;
  placeholder?: string;
  remoteMethod?: (typed: string) => void;
}

// What a component emits is written as its types want it.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
type SelectEmits = { 'update:modelValue': (value: never) => void; visibleChange: (isOpen: boolean) => void };

export const ElSelect = Select as unknown as FunctionalComponent<SelectProps, SelectEmits>;
export const ElOption = Option as unknown as FunctionalComponent<{ value: string | number; label: string }>;

/** Vant counts its dialogs up from 2,000, as Element does its lists: what opens in a dialog would open behind it. */
const aboveDialogs = 3_000;

/** For every field that opens a list of its own. */
export function useElement(): void {
  // Its type asks for the definitions of props, not for their values.
  const config: object = { locale: zhCn, zIndex: aboveDialogs };
  provideGlobalConfig(config as Parameters<typeof provideGlobalConfig>[0]);
}
