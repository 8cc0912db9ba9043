declare module "@alpinejs/csp" {
  interface Alpine {
    start(): void;
    data(name: string, make: (...given: never[]) => object): void;
    store(name: string, value: unknown): void;
  }
  const alpine: Alpine;
  export default alpine;
}
